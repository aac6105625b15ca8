"""Spreadsheets that the inventory comes from: the file, what each row would do, and what a person decided (A5)."""

from django.conf import settings
from django.db import models

from district.history import tracked
from district.importstates import ImportState


class ImportPurpose(models.TextChoices):
    INVENTORY = "inventory", "operators, apps and their information"
    SEEN = "seen", "apps seen in use"


class RowVerdict(models.TextChoices):
    NEW = "new", "new"
    CHANGED = "changed", "changed"
    SAME = "same", "as it is"
    REFUSED = "refused", "refused"
    DOUBLE = "double", "looks like a double"
    LEFT_OUT = "left_out", "left out"


class NameKind(models.TextChoices):
    OPERATOR = "operator", "operator"
    PRODUCT = "product", "product"


class DoubleDecision(models.TextChoices):
    OPEN = "", "not decided"
    SAME = "same", "the same"
    ANOTHER = "another", "another one"
    LEAVE_OUT = "leave_out", "leave out"


@tracked(exclude=["progress"])  # it changes twenty times a file and says nothing afterwards
class InventoryImport(models.Model):
    """One spreadsheet, from its upload to what became of it. Kept with its rows as the report of the run."""

    purpose = models.CharField(max_length=9, choices=ImportPurpose.choices, default=ImportPurpose.INVENTORY)
    source = models.CharField(max_length=120, blank=True, help_text="Where the file comes from, such as Web filter.")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64, blank=True)
    sealed_file = models.CharField(max_length=32, blank=True, help_text="Where the file lies until it is not needed.")
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.MAPPING)
    sheet = models.CharField(max_length=120, blank=True, help_text="Of a workbook: the name of the sheet.")
    header_row = models.PositiveIntegerField(default=1, help_text="The row that names the columns, from 1.")
    columns = models.JSONField(default=dict, blank=True, help_text="Column number, from 0, by field.")
    counts = models.JSONField(default=dict, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent of the step at work.")
    problem = models.TextField(blank=True)
    notes = models.JSONField(default=list, blank=True, help_text="Sentences about the file as a whole.")
    plan_sha256 = models.CharField(max_length=64, blank=True, help_text="Over what every row would do.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "inventory import"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.file_name}"


class InventoryImportRow(models.Model):
    """What one row of a spreadsheet says, and what it would do or did.

    Not tracked: thousands a file, written once for each dry run. What they do to the inventory is tracked there.
    """

    batch = models.ForeignKey(InventoryImport, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(help_text="As the spreadsheet counts, from 1.")
    # {field: value} as read; where a cell could not be read, {"": {header: cell}}
    facts = models.JSONField(default=dict)
    operator_name = models.TextField(blank=True)
    product_name = models.TextField(blank=True)
    verdict = models.CharField(max_length=8, choices=RowVerdict.choices, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=list, help_text="[what, before, after] for each value that changes.")

    class Meta:
        ordering = ["batch", "line"]
        verbose_name = "row of an inventory import"
        verbose_name_plural = "rows of inventory imports"
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="inventory_import_row_once")]
        indexes = [models.Index(fields=["batch", "verdict", "line"], name="inventory_import_row_verdict")]

    def __str__(self) -> str:
        return f"line {self.line}"


@tracked()
class InventoryDouble(models.Model):
    """A name in a file that nearly is a name already there, and whether a person says that both are one."""

    batch = models.ForeignKey(InventoryImport, models.CASCADE, related_name="doubles", db_index=False)
    kind = models.CharField(max_length=8, choices=NameKind.choices)
    name_key = models.CharField(max_length=250, help_text="The name without case and punctuation.")
    operator_key = models.CharField(max_length=250, blank=True, help_text="Of a product: its operator's.")
    written = models.CharField(max_length=250, help_text="As the file has it first.")
    operator_written = models.CharField(max_length=250, blank=True)
    rows = models.PositiveIntegerField(default=0, help_text="How many rows of the file use it.")
    first_line = models.PositiveIntegerField(default=0)
    # [{pk: of the operator or product there, or null for a name of this file, name, score: 0 to 100}], nearest first
    near = models.JSONField(default=list)
    decision = models.CharField(max_length=9, choices=DoubleDecision.choices, blank=True)
    same_as = models.BigIntegerField(null=True, blank=True, help_text="The operator's or product's number.")
    same_as_name = models.CharField(max_length=250, blank=True, help_text="Where it is a name of this same file.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "kind", "first_line"]
        verbose_name = "likely double in an import"
        verbose_name_plural = "likely doubles in imports"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "kind", "operator_key", "name_key"], name="inventory_double_once_per_file"
            )
        ]

    def __str__(self) -> str:
        return self.written


@tracked()
class SheetMapping(models.Model):
    """Which column is what in the files of one source, remembered by the columns' names."""

    purpose = models.CharField(max_length=9, choices=ImportPurpose.choices)
    source = models.CharField(max_length=120)
    columns = models.JSONField(default=dict, help_text="Name of the column, in small letters, by field.")
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["purpose", "source"]
        verbose_name = "saved mapping of columns"
        verbose_name_plural = "saved mappings of columns"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "source"], name="inventory_mapping_one_per_source"),
            models.CheckConstraint(condition=~models.Q(source=""), name="inventory_mapping_names_its_source"),
        ]

    def __str__(self) -> str:
        return self.source


@tracked()
class OtherName(models.Model):
    """Another name under which files write an operator or a product, as a person said."""

    kind = models.CharField(max_length=8, choices=NameKind.choices)
    name_key = models.CharField(max_length=250, help_text="The name without case and punctuation.")
    # Of a product: empty where it means the product whatever operator the file names.
    operator_key = models.CharField(max_length=250, blank=True)
    written = models.CharField(max_length=250)
    operator = models.ForeignKey("vendors.Operator", models.CASCADE, null=True, blank=True, related_name="other_names")
    product = models.ForeignKey("vendors.Product", models.CASCADE, null=True, blank=True, related_name="other_names")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "written"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "operator_key", "name_key"], name="inventory_other_name_once"),
            models.CheckConstraint(
                condition=models.Q(kind=NameKind.OPERATOR, operator__isnull=False, product__isnull=True)
                | models.Q(kind=NameKind.PRODUCT, operator__isnull=True, product__isnull=False),
                name="inventory_other_name_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.written
