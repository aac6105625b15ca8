"""Who may do what, as the bundles grant it."""

from district.models import User


def test_the_auditor_reads_agreements_and_changes_none(ari: User) -> None:
    assert ari.has_perm("contracts.view_agreement")
    assert not ari.has_perm("contracts.change_agreement")


def test_an_account_without_a_role_may_see_nothing(olga: User) -> None:
    assert not olga.get_all_permissions()
