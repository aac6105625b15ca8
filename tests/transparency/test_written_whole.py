"""Files that are written whole or not at all."""

from pathlib import Path

import pytest

from transparency.disk import written_whole


def test_a_file_appears_whole_at_the_end(tmp_path: Path) -> None:
    with written_whole(tmp_path / "page.html") as stream:
        stream.write(b"all of it")
        assert not (tmp_path / "page.html").exists()

    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_bytes() == b"all of it"


def test_a_failure_leaves_the_earlier_file_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"earlier")

    with pytest.raises(OSError, match="full"):
        half_write(tmp_path / "page.html")

    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_bytes() == b"earlier"


def half_write(path: Path) -> None:
    with written_whole(path) as stream:
        stream.write(b"half")
        raise OSError("full")
