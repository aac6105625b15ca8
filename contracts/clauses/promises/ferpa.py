"""FERPA: the operator as school official, limb by limb, and who sees to compliance."""
# One wording a line, however long: a wording cut over lines is harder to read.
# ruff: noqa: E501
# fmt: off

from contracts.clauses.promises.rule import WITH_DEFINITIONS, Strength, rule

BULLETS = frozenset(("sentence", "item"))
NAMED = r"(?:ferpa|family education(?:al)? rights (?:and|&)(?:amp.?)? ?(?:privacy|protection) act|20 u\.?s\.?c\.? ?(?:§|sec\w*)? ?1232g|34 c\.?f\.?r\.?[\w .§]{0,12}99)"
BOTH = (
    r"(?:both parties|each party|the parties|parties (?:shall|will|agree)|jointly|mutually|work together|(?:shall|will) together|<district> and (?:the )?(?:\w+ ){0,2}(?:provider|contractor|vendor|operator|company|us|third part\w+|consultant|processor|supplier|we)"
    r"|(?:provider|contractor|vendor|operator|company|third part\w+|consultant|processor|\w+) and (?:the |each |its )?<district> (?:shall|will|agree|must|are|each|both|jointly|acknowledge))"
)
COMPLY = r"(?P<verb>\b(?:compl(?:y|ies|iance|iant|ying)|conform\w*|adher\w+|abide\w*|in accordance with|consistent with|governed|subject to|meet\w*|satisf\w+|observe\w*|uphold\w*|protected (?:by|under|in accordance)))\b"
OFFICIAL = r"[\"']{0,2}school[- ]official"
ACTING = r"(?:designat\w+|considered?|\bacts?\b|acting|deemed|operates?|functions?|qualif\w+|serv(?:e|es|ing)|status|under the|meets?|constitutes?|defined|treated|role|\b(?:we|it|provider|contractor|vendor|company|operator) (?:is|are|shall be|will be))"
NOT_OFFICIAL = (
    r"other school officials such as|authori[sz]ed school officials|disclos\w+ to school officials|(?:teachers?|administrators?|guardian)(?:,| or) (?:or )?(?:other )?school officials?|to school officials with|notif\w+ .{0,40}school officials|contact .{0,30}school official"
    r"|official of a school|school officials? (?:can|may|must|shall request)|registered by|you (?:may|can|will|shall|must|are|agree)\b.{0,40}school official|employees,? (?:and|or) school officials"
)

RULES = (
    rule("school-official", "official", rf"{ACTING}.{{0,100}}?{OFFICIAL}|\bas (?:an? )?{OFFICIAL}", by="anyone", negated=False, firm=False, kinds=BULLETS, never=NOT_OFFICIAL, why="The operator is a school official."),
    rule("legitimate-interest", "ferpa|official|student|data|use", r"legitimate (?:educational )?interests?|legitimate educational", by="anyone", negated=None, firm=False, kinds=WITH_DEFINITIONS, why="A legitimate educational interest is stated."),
    rule("institutional-function", "function", r"(?:institutional (?:services?|functions?)|(?:services?|functions?|tasks?)\b.{0,80}?(?:otherwise|own|normally|typically|ordinarily|usually)\b.{0,60}?(?:employees?|staff|personnel|perform)|(?:otherwise|own|normally) .{0,50}employees?\b.{0,60}(?:perform|us(?:e|ed))|outsourced? (?:\w+ )?(?:institutional )?(?:services|functions))", by="anyone", negated=False, firm=False, kinds=BULLETS, why="It does what the district would otherwise use employees for."),
    rule("direct-control", "control", r"direct (?:\w+ )?(?:control|supervision)", also=r"<data>|use|official|ferpa|school", by="anyone", negated=None, firm=False, kinds=BULLETS, never=r"supervised by|parent or guardian", why="It is under the district's direct control."),
    rule("ferpa-by-both", "ferpa", rf"{BOTH}.{{0,140}}?(?:compl\w+|ensur\w+|adher\w+|abide|uphold).{{0,140}}?{NAMED}", by="anyone", negated=False, firm=False, kinds=BULLETS, blank=False, why="Both sides see to FERPA."),
    rule("ferpa-by-both", "ferpa", rf"(?:compl\w+|ensur\w+).{{0,80}}?{NAMED}.{{0,80}}?(?:jointly|both parties|together)", by="anyone", negated=False, firm=False, kinds=BULLETS, blank=False, why="Both sides see to FERPA."),
    rule("ferpa-by-operator", "ferpa", rf"{COMPLY}.{{0,140}}?{NAMED}|{NAMED}.{{0,60}}?{COMPLY.replace('verb', 'verb2')}", negated=False, firm=False, kinds=BULLETS, never=r"\"?ferpa\"? (?:means|refers)|has the meaning|as defined (?:in|by|under)|you (?:are|must|shall|agree|represent|will) .{0,80}(?:compl|responsib)|protected under ferpa as education records|not subject to ferpa|districts should|for more information|ferpa (?:gives|affords|provides|requires|is a|prohibits)|personally identifiable information, as defined|while complying with|deletion requests must|authori[sz]ed school officials", why="The operator keeps to FERPA."),
    rule("ferpa-by-operator", "ferpa", rf"{NAMED}", strength=Strength.WEAK, negated=False, firm=False, kinds=frozenset(("item",)), also=r"compl\w+|consistent|guidelines|adher\w+|meet|certif|abide|conform|accordance|in line", never=r"means|as defined|avoid|you (?:must|shall|agree)", why="The operator says its practices fit FERPA."),
    rule("ferpa-by-operator", "ferpa official", rf"{OFFICIAL}.{{0,160}}?{NAMED}|{NAMED}.{{0,160}}?{OFFICIAL}", strength=Strength.WEAK, negated=False, firm=False, kinds=BULLETS, also=rf"{ACTING}|\bas (?:an? )?{OFFICIAL}", never=NOT_OFFICIAL, why="It calls itself a school official under FERPA."),
    rule("ferpa-by-district", "ferpa district", rf"<district>(?:'s)? (?:[\w-]+[ ,]+){{0,6}}?(?:shall|will|must|agrees?|represents?|warrants?|complies|acknowledges?|is subject to|are subject to|is responsible|are responsible|(?:is|are) solely|obligat\w+)\b.{{0,140}}?(?:compl\w+|responsib\w+|in accordance|obligat\w+|ensure|requirements|subject to|consents?).{{0,120}}?{NAMED}", by="anyone", negated=False, firm=False, kinds=BULLETS, never=r"ferpa (?:gives|affords)|(?:assist|help|support)\w* .{0,40}<district>|customers? and us|students?' rights|understands? (?:the|that)|deletion requests", why="The district keeps to FERPA."),
    rule("ferpa-by-district", "ferpa district", rf"<district> (?:is subject to and )?complies with {NAMED}|<district>(?:'s)? .{{0,60}}compl\w+ with .{{0,40}}{NAMED}.{{0,40}}(?:obligation|responsib)", by="anyone", negated=False, firm=False, kinds=BULLETS, why="The district keeps to FERPA."),
    rule("ferpa-steps", "ferpa|official|parent", r"(?:annual (?:ferpa )?notif\w+|(?:inspect|review|amend)\w*.{0,80}(?:education(?:al)? records?|student records?)|direct control|school official|99\.3[0-9]|redisclos\w+|legitimate educational|audit .{0,40}compl\w+)", by="anyone", negated=None, firm=False, kinds=BULLETS, also=r"<district>|school", why="A step towards FERPA compliance is stated."),
    rule("ferpa-how-described", "ferpa", rf"(?:description|statement|describe\w*|explain\w*|specif\w+) .{{0,60}}how .{{0,120}}(?:jointly|together) .{{0,80}}{NAMED}|jointly ensure compliance with .{{0,120}}by(?: |:|$)", by="anyone", negated=False, firm=False, kinds=BULLETS, why="It is described how both ensure compliance."),
)
