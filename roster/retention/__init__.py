"""How long what is known of people is kept: kinds of records, their rules, and the job that removes what is over."""

from roster.retention.kinds import Kind, kind_register, kinds, students_keep
from roster.retention.purging import purge
from roster.retention.rules import RuleLine, rule_lines, rule_set

__all__ = ["Kind", "RuleLine", "kind_register", "kinds", "purge", "rule_lines", "rule_set", "students_keep"]
