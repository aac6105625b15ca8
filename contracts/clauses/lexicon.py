"""Words of the trade, grouped as concepts. One pass over a text's words gives each unit a mask of concepts, and only
the rules whose concepts a unit has are tried on it: this is what makes the checker as fast as reading the file.
"""
# Word lists and expressions stand on one line each: cut over lines they are harder to read.
# ruff: noqa: E501

import re
from functools import lru_cache

from contracts.clauses.literals import PIECES, needed, ways

WORD = re.compile(r"[a-z]+")

# Concept: beginnings of words. A trailing "$" asks for the whole word.
CONCEPTS: dict[str, str] = {
    "data": "data$ information$ address$ addresses$ record pii$ content$ contents$ file$ files$ inputs$ detail particulars submission work$ works$",
    "student": "student pupil learner scholar child kid$ kids$ minor$ minors$",
    "parent": "parent$ parents$ parental guardian famil carer",
    "district": (
        "district school lea$ leas$ board$ customer client institution agency$ agencies$ controller academy trust$ council"
        " teacher instructor administrator subscriber licensee college universit you$ your$ boe$ educat"
    ),
    "delete": "delet destr destroy eras purg dispos remov shred expung wip anonymi deidentif de$ sanitiz depersonal",
    "return": "return back$ transfer export move$ moves$ moved$ moving$ deliver download extract port$ portab retriev",
    "retain": "retain retention keep kept stor maintain preserv hold$ held$ possess archiv save$ saved$ saving$",
    "end": "terminat expir complet conclu cancel end$ ends$ ended$ ending$ cessation cease discontinu close$ closure leav renew longer$ inactiv beyond$ withdraw",
    "sell": "sell sold$ sale$ sales$ rent$ rents$ renting$ rented$ leas trade$ trades$ trading$ moneti barter exchang broker resell consideration",
    "ads": "advert ads$ ad$ market promot offers$ sponsorship solicit behavioral behavioural retarget",
    "profile": "profil amass dossier",
    "share": "disclos shar redisclos releas transfer hand$ hands$ handed give$ gives$ giving$ given$ pass$ passes$ passed$ third$ distribut reveal transmit divulg confidential confidence$ provid available$ communicat access",
    "use": "use$ uses$ used$ using$ usage$ process utili purpose",
    "only": "only$ solely$ exclusiv limit other$ any$ not$ never$ no$ except strictly$ sole$ restrict",
    "secure": "secur guard$ guards$ measures$ safe$ safely$ safeguard protect encrypt confidential firewall integrity$",
    "encrypt": "encrypt aes$ tls$ ssl$ https$ cipher cryptograph",
    "train": "train",
    "teach": "instruct$ instructs$ instructed$ educate$ educates$ educated$ brief$ briefs$ briefed$",
    "designate": "designat appoint officer$ responsible$ assign",
    "breach": "breach authority$ loss$ theft$ negligen stolen lost$ leak incident unauthori compromis intrusion hack permission$",
    "notify": "known$ call$ calls$ telephone notif notice know$ email emails emailed mail$ inform$ informs$ informed$ informing$ report alert tell$ advis contact$ communicat post$",
    "cost": "cost expens bear$ bears$ borne$ pay$ pays$ paid$ reimburs indemn fee$ fees$ liab respons",
    "ferpa": "ferpa$ family$",
    "official": "official",
    "function": "function employee outsourc perform",
    "control": "control instruct authority$ custod direct$ direction",
    "own": "propriet own$ owns$ owned$ owner propert belong title$ yours$ possess",
    "law": "govern law laws$ constru jurisdiction",
    "sever": "sever invalid unenforceab illegal enforceab void$ struck$ strike$ unlawful ineffective inoperative",
    "review": "review inspect access view see$ copy$ copies$ obtain request know$ update$ correct",
    "correct": "correct fix$ fixed$ amend rectif updat modif chang edit erroneous inaccura challenge",
    "consent": "consent permission authori approv",
    "login": "password username login log$ logon credential signin user$ account",
    "log": "log$ logs$ logging$ logged$ audit record trail track",
    "detect": "intrusion detect monitor alert anomal attempt",
    "certify": "certif statement$ confirm attest writing$ affidavit$ written$ verif affidavit",
    "publish": "publish post$ posted$ posting$ website$ public publicly$ available$ inspection$",
    "agreement": "agreement contract rider dpa$ addendum terms$ policy$ policies$",
    "cookie": "cookie track beacon pixel",
    "encryptup": "upgrad current standard updat generally$ accepted$ latest",
    "subproc": "sub$ subprocess subcontract provider vendor third$ agent$ agents$ contractor",
    "service": "servic product course platform software app$ apps$ application tool solution website site$ game program system",
    "aggregate": "aggregat de$ deidentif anonym",
    "keepforever": "indefinite perpetu irrevocab",
    "kind": "name username email mail$ phone telephone address birth age$ gender sex$ grade score transcript attendance enrol schedule course id$ ids$ identifi social photo image video voice audio recording location geolocation ip$ browser device login$ password ethnic race$ language national disab health medical iep$ lunch disciplin behavio homework assignment essay response answer performance progress usage cookie metadata class demographic biometric fingerprint profile domain$ interests$ assessment lesson message chat$ card$ payment title$ pages$ referring isp$ clickstream teacher time$",
    "kindpart": "mobile$ result$ results$ operating$ special$ free$ internet$ school$ page$ log$",
    "people": "people$ anyone$ student pupil learner teacher educator school class$ classes$ classroom parent famil kid$ kids$ child user instructor district",
    "available": "available$",
    "secret": "confidential disclos public$ publicly$",
    "over": "over$ terminat expir cessation cancel discontinu end$ ends$ ended$ ending$ conclu complet close$ cease stop longer$",
    "norm": "law$ laws$ legal regulat polic nist$ standard ferpa$ statut",
    "deny": "not$ never$ no$ nor$ neither$ without$ cannot$ don$ doesn$ won$ isn$ aren$ prohibit forbid refrain ban$ bans$ banned$ against$ free$ declin barred$",
    "limit": "only$ solely$ exclusiv strictly$ limit nothing$ sole$",
    "purpose": "purpose reason$ reasons$ uses$ benefit manner$ beyond$ way$ commercial",
    "instruct": "instruct direction directions",
    "bar": "third$ outside$ except$ unless$ without$ anyone$ other$ others$ beyond$ unaffiliated affiliat person$ persons$ individual party$ organization",
    "see": "review inspect view access see$ look$ obtain examin copies$ copy$",
    "ask": "order$ demand request direct instruct option demand ask$ asks$ asked$ elect notice",
    "govern": "govern controls$ subject$ constru interpret controlling$ appl resolved$ decided$ according$ settled$ enforced$ determined$",
    "statute": "law$ laws$ statutes$",
    "post": "publish post$ posts$ posted$ posting$ inspection$ website web$",
    "time": "hour day$ days$ week month year",
    "paper": "certificat soc$ iso$ audit penetration assessment attest",
    "person": "individual person$ persons$ consumer subject district school controller",
    "asks": "request right$ rights$",
    "audit": "audit inspect",
    "password": "password credential username usernames authenticat login$ logins$ pin$ log$",
    "merger": "merger acqui bankrupt sale$ successor reorgani change$",
    "noise": "infringing$ infringement$ infringements$ dmca$ takedown counternotice",
    "state": (
        "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa$ kansas$ kentucky louisiana maine$ maryland"
        " massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio$ oklahoma oregon pennsylvania tennessee texas utah$ vermont virginia washington"
        " wisconsin wyoming hampshire jersey mexico york$ carolina dakota rhode$ columbia"
    ),
    "foreign": "england wales$ ireland canad ontario zealand australia singapore india$ israel german france french netherlands norw swed kingdom scotland english irish dutch british hong$ belgian italian spanish swiss danish finnish austrian polish",
    "exhibit": "exhibit schedule appendi annex attachment",
    "precedence": "incorporat preced prevail supersed conflict inconsisten discrepan part$",
    "liable": "liab warrant guarantee responsible$ risk",
}
MOST_WORDS = 50_000  # whose masks are kept
PIECES_FROM = 128  # the bits above are those of pieces of words, see literals.py
BITS: dict[str, int] = {name: 1 << number for number, name in enumerate(CONCEPTS)}


def concept_index() -> tuple[dict[str, int], tuple[tuple[str, int], ...]]:
    whole: dict[str, int] = {}
    beginnings: list[tuple[str, int]] = []
    for name, words in CONCEPTS.items():
        for word in words.split():
            if word.endswith("$"):
                whole[word[:-1]] = whole.get(word[:-1], 0) | BITS[name]
            else:
                beginnings.append((word, BITS[name]))
    return whole, tuple(beginnings)


WHOLE, BEGINNINGS = concept_index()


class Words(dict[str, int]):
    """The mask of each word met so far, worked out when it is first asked for."""

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_WORDS:
            self.clear()
        mask = WHOLE.get(word, 0)
        for beginning, bit in BEGINNINGS:
            if word.startswith(beginning):
                mask |= bit
        self[word] = mask = mask | PIECES.of_word(word) << PIECES_FROM
        return mask


WORDS = Words()


@lru_cache(maxsize=4_000)
def mask_of_context(low: str) -> int:
    """The mask of a lead or heading, which many units share."""
    return mask_of(low)


def mask_of(low: str) -> int:
    mask, words = 0, WORDS
    for word in set(WORD.findall(low)):
        mask |= words[word]
    return mask


def pieces(*expressions: re.Pattern[str] | None) -> int:
    """The bits of a mask without which none of these expressions can all be found."""
    mask = 0
    for one in expressions:
        mask |= PIECES.bits_for(needed(one.pattern)) if one is not None else 0
    return mask << PIECES_FROM


def pieces_of_ways(expression: re.Pattern[str]) -> tuple[int, ...]:
    """Masks of which a text must have one whole for this expression to be found; empty where nothing is asked."""
    return tuple(sorted({PIECES.bits_for(way) << PIECES_FROM for way in ways(expression.pattern)}))


def concepts(names: str) -> tuple[int, ...]:
    """Groups a unit must have, "a|b c": (a or b) and c."""
    groups = []
    for group in names.split():
        mask = 0
        for name in group.split("|"):
            mask |= BITS[name]
        groups.append(mask)
    return tuple(groups)


FRAGMENTS: dict[str, str] = {
    "data": r"(?:data|information|records?|(?:e-?mail|your) address(?:es)?|pii|contents?|files?|details|inputs|particulars|submissions|(?:student |pupil )?works?)",
    "student": r"(?:student|pupil|learner|scholar|child|children|minor|kid)s?(?:'s|')?",
    "parent": r"(?:parents?|guardians?|famil(?:y|ies)|carers?|parent/guardian)",
    "district": (
        r"(?:school districts?|districts?|schools?|leas?|local education(?:al)? agenc(?:y|ies)|education(?:al)? agenc(?:y|ies)|boards?|board of education"
        r"|customers?|clients?|institutions?|(?:data )?controllers?|subscribers?|licensees?|academ(?:y|ies)|trusts?|councils?|universit(?:y|ies)"
        r"|colleges?|participating agenc(?:y|ies)|boe|education(?:al)? partners?|organi[sz]ations?|instructors?|educators?|teachers?|you)"
    ),
    "delete": (
        r"(?:delet\w*|destr(?:oy|uct)\w*|eras\w+|purg\w+|dispos\w+|remov\w+|shred\w*|expung\w+|wip(?:e|ed|ing)|(?:anonymi[sz]e[sd]?|de-?identif(?:y|ies|ied))(?! (?:\w+ ){0,2}(?:data|information|form|student|user|usage|statistic|aggregat|work|records|basis|manner))|sanitiz\w+)"
    ),
    "end": (
        r"(?:\bterminat\w+|\bexpir\w+|complet(?:ion|ed) of|conclusion|cancel\w*|\bends?\b|ended|ending|cessation|ceases?|discontinu\w+|non-?renew\w*|clos(?:e|ure|ing)|close your account)"
    ),
    "noneed": (
        r"(?:no longer (?:be )?(?:needed|needs?|necessary|requires?|required|in use|used|relevant)|not (?:needed|necessary|required) (?:anymore|any longer)|ceases? to be (?:needed|necessary|required))"
    ),
    "third": r"(?:third[- ]part(?:y|ies)|any(?:one| other| person)|others\b|other (?:part(?:y|ies)|compan(?:y|ies)|organi[sz]ations?|entit(?:y|ies)|persons?)|outside)",
    "breach": (
        r"(?:\bbreach\w*|(?:security|data|privacy) (?:\w+ )?(?:incidents?|compromises?|events?)|\bincidents?\b"
        r"|unauthori[sz]ed (?:\w+[ ,]+){0,6}(?:access|disclosures?|releases?|acquisition|use)|\bcompromised?\b)"
    ),
    "ads": r"(?:advertis\w+|advertisements?|\bads?\b|marketing|market to|solicit\w*|retarget\w*)",
}
FRAGMENT = re.compile(r"(?<!P)<([a-z]+)>")


def pattern(text: str) -> re.Pattern[str]:
    """A rule's expression: <name> is a fragment above, " .. " a short gap, " ... " a long one."""
    grown = FRAGMENT.sub(lambda found: FRAGMENTS[found[1]], text)
    grown = grown.replace(" ... ", r"\b.{0,200}?\b").replace(" .. ", r"\b.{0,70}?\b")
    return re.compile(grown, re.ASCII)  # a good deal faster than asking what a letter is in any script
