"""Words that entries hold in English because they come from lists of the product: here for their Spanish."""

from django.utils.translation import gettext_noop as word

KINDS_OF_OPERATOR = (word("operator"), word("third party"), word("consultant"))
KINDS_OF_PRODUCT = (
    word("website"),
    word("online service"),
    word("online application"),
    word("mobile application"),
)
KINDS_OF_AGREEMENT = (
    word("negotiated agreement"),
    word("data-privacy agreement with exhibits"),
    word("rider"),
    word("adopted general offer"),
    word("electronic agreement"),
    word("click-wrap agreement"),
    word("terms of service"),
)
KINDS_OF_FILE = {
    "application/pdf": word("PDF"),
    "text/html": word("web page"),
    "text/markdown": word("text"),
    "text/plain": word("text"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": word("Word"),
}
FILE = word("file")
# What sets a kind of information apart, by its class.
SPECIAL = {
    "personal": word("personal information under the breach law"),
    "directory": word("directory information"),
    "content": word("made by students"),
    "sensitive": word("sensitive"),
}
SIGN_IN = {
    "none": word("Nobody signs in."),
    "own": word("With an account of its own."),
    "district": word("With the district’s sign-on."),
    "both": word("With the district’s sign-on, or with an account of its own."),
}
UNDER_13 = {
    "yes": word("Children under 13 use it."),
    "no": word("No child under 13 uses it."),
}
# How one kind of information is handled: (collected, kept, disclosed).
HANDLING = {
    (False, False, False): word("Not held"),
    (True, False, False): word("Collected"),
    (False, True, False): word("Kept"),
    (False, False, True): word("Disclosed"),
    (True, True, False): word("Collected and kept"),
    (True, False, True): word("Collected and disclosed"),
    (False, True, True): word("Kept and disclosed"),
    (True, True, True): word("Collected, kept and disclosed"),
}
