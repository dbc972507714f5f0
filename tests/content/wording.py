"""Rules on words and characters, for every text that a learner reads."""

import re
import unicodedata

from mlprep.text.prose import prose

_DOUBLE_QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”")
MOST_QUOTED_WORDS = 25

# --- characters ---------------------------------------------------------------------------------

# Ranges that the fonts of common terminals hold, one cell wide.
_GLYPHS = (
    (0x0A, 0x0A),
    (0x20, 0x7E),
    (0xA1, 0xAC),  # not the soft hyphen
    (0xAE, 0xFF),
    (0x100, 0x24F),  # names, ȳ
    (0x2B0, 0x2E4),  # raised letters
    (0x300, 0x30C),  # accents of symbols
    (0x370, 0x3FF),  # Greek
    (0x1D2C, 0x1D6A),  # raised and lowered letters
    (0x1D9C, 0x1DBF),
    (0x1E00, 0x1EFF),  # accented letters
    (0x2013, 0x2016),
    (0x2018, 0x2019),
    (0x201C, 0x201D),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x2030, 0x2033),
    (0x2070, 0x209C),
    (0x20AC, 0x20AC),
    (0x20D7, 0x20D7),  # vector arrow
    (0x2100, 0x215F),  # double-struck letters, fractions
    (0x2190, 0x22FF),  # arrows, operators
    (0x2308, 0x230B),  # floor and ceiling
    (0x239B, 0x23B3),  # tall brackets
    (0x2500, 0x257F),  # boxes
    (0x2588, 0x2588),
    (0x27C2, 0x27C2),
    (0x27E8, 0x27E9),
    (0x27F5, 0x27FC),
    (0x2A00, 0x2AFF),
    (0x2C7C, 0x2C7D),
    (0x1D400, 0x1D7FF),  # calligraphic and bold letters
)
_ALLOWED = re.compile("[" + "".join(rf"{chr(a)}-{chr(b)}" for a, b in _GLYPHS[2:]) + r"\n -~]")


def strange_characters(text: str) -> list[str]:
    """Return the characters that a terminal may not show."""
    return sorted({one for one in text if not _ALLOWED.match(one)})


def is_nfc(text: str) -> bool:
    """Tell whether characters are composed as far as they can be."""
    return unicodedata.is_normalized("NFC", text)


# --- spelling -----------------------------------------------------------------------------------

_IZE = re.compile(r"\w{2,}[iy]z(?:e[drs]?|ers|ing|ations?|able|ability)\b")
_NOT_IZE = re.compile(
    r"(?:un|re|over|down|up|right|mid|capsi)?-?siz(?:e[ds]?|ing|able)|priz(?:e[ds]?|ing)|seiz(?:e[ds]?|ing)"
)
_AMERICAN = re.compile(
    r"(?:(?:mis|un|re|multi)?(?:color|favor|flavor|harbor|honor|humor|labor|neighbor|rumor|vapor)"
    r"(?:s|ed|ing|hoods?|able|less|ful)?|behaviors?|behavioral|(?:re)?center(?:s|ed|ing)?|fibers?"
    r"|(?:un|re|mis)?(?:label|model|cancel|travel|signal|channel|level|tunnel|panel|fuel)"
    r"(?:ed|ing|er|ers)|fulfill?ments?|fulfills?|defense|offense|gray(?:s|scale)?|catalogs?"
    r"|artifacts?|skeptic(?:al|ism|s)?|math|pretense|aluminum|jewelry|dialogs?|analog)"
)
# Spelt alike on both sides, or words of their own.
_NOT_AMERICAN = re.compile(r"fulfilments?|labels?|levels?")


def american_forms(text: str) -> list[str]:
    """Return words in American spelling, outside code and double quotes; names are let be."""
    words = re.findall(r"[A-Za-z]+(?:-[a-z]+)*", _DOUBLE_QUOTED.sub(" ", prose(text)))
    parts = {part for word in words for part in (word, *word.split("-"))}
    return sorted(part for part in parts if not part[:1].isupper() and _is_american(part))


def _is_american(word: str) -> bool:
    if _AMERICAN.fullmatch(word):
        return _NOT_AMERICAN.fullmatch(word) is None
    return _IZE.fullmatch(word) is not None and _NOT_IZE.fullmatch(word) is None


# --- retired products -----------------------------------------------------------------------------

RETIRED = {
    r"\b(?:[a-z]+\.)?gcr\.io\b": "Artifact Registry (pkg.dev)",
    r"\bGoogle Container Registry\b": "Artifact Registry",
    r"\bGoogle Cloud AI Platform\b|\bAI Platform Training\b": "Vertex AI",
    r"\bCloud IoT Core\b": "no successor of its own",
    r"\bAmazon Machine Learning\b": "SageMaker AI",
    r"\bAmazon Elastic Inference\b": "Inferentia or GPU instances",
    r"\bSageMaker Edge Manager\b": "ONNX Runtime",
    r"\bAWS Data Pipeline\b": "Step Functions or Managed Workflows for Apache Airflow",
    r"\bAmazon QLDB\b": "Aurora PostgreSQL",
    r"\bAzure Machine Learning Studio \(classic\)": "Azure Machine Learning",
    r"\bAzure Container Service\b": "Azure Kubernetes Service",
    r"\bData Lake Storage Gen1\b": "Data Lake Storage Gen2",
    r"\bPodSecurityPolic(?:y|ies)\b": "Pod Security Admission",
    r"\bdockershim\b": "containerd or CRI-O",
    r"\bTiller\b": "Helm 3",
    r"\bdocker-compose\b(?!\.ya?ml)": "docker compose",
    r"\bTorchServe\b": "another server; the project is archived",
    r"\btf\.(?:Session|contrib|placeholder)\b": "TensorFlow 2",
    r"\btext-davinci-\d+|\bcode-davinci-\d+|\bgpt-3\.5-turbo\b": "the principle, without a name",
    r"\bload_boston\b": "another data set",
    r"\bsklearn\.cross_validation\b|\bsklearn\.externals\b": "sklearn.model_selection, joblib",
    r"\bnp\.(?:float|int|bool|object)\b(?!_)": "the built-in type",
    r"\bpkg_resources\b": "importlib.metadata",
    r"\bdistutils\b": "setuptools or sysconfig",
    r"\bkubectl run --generator\b": "kubectl create",
    r"\bpolicy/v1beta1\b|\bextensions/v1beta1\b": "the stable API group",
}
_SAID_SO = re.compile(
    r"\b(?:retired|removed|deprecated|replaced|no longer|formerly|legacy|archived|shut down)\b"
)


def retired_products(text: str) -> list[str]:
    """Return retired products that the text takes for current, with what came after them."""
    if _SAID_SO.search(text):
        return []
    found = [(re.search(pattern, text), after) for pattern, after in RETIRED.items()]
    return [f"{hit[0]} is retired: {after}" for hit, after in found if hit]


# --- sources --------------------------------------------------------------------------------------

_CITATION = re.compile(r"\b(?:1[6-9]|20)\d\d\b|\b(?:PEP|RFC|ISO|NIST|IEEE)[ /]\S*\d|\S, \S|\S \(\S")
_ADDRESS = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/[^\s]*)?")
_QUESTION_BANKS = re.compile(
    r"quizlet|chegg|brainscape|coursehero|course hero|\banki\b|flash ?cards?|question (?:bank|set)"
    r"|interview ?(?:questions?|bit|cake|query|prep)|leetcode|hackerrank|geeksforgeeks|sanfoundry"
    r"|examtopics|brain ?dumps?|exam dumps?|glassdoor|indiabix|javatpoint|stratascratch|datalemur"
    r"|\bquiz|whizlabs|tutorialsdojo|testbook|practice (?:exam|test)|chatgpt",
    re.IGNORECASE,
)
SHORTEST_SOURCE = 7


def source_faults(source: str) -> list[str]:
    """Return what is wrong with a citation."""
    found = []
    if len(source) < SHORTEST_SOURCE or not _CITATION.search(source):
        found.append(f"{source!r} says neither who, what nor when")
    if _QUESTION_BANKS.search(source):
        found.append(f"{source!r} is a collection of questions")
    addresses = re.findall(r"\S*://\S+", source)
    found += [f"{one!r} is no address" for one in addresses if not _ADDRESS.fullmatch(one)]
    return found


def long_quotations(text: str) -> list[str]:
    """Return quotations longer than may be quoted."""
    quotations: list[str] = _DOUBLE_QUOTED.findall(prose(text))
    return [one for one in quotations if len(one.split()) > MOST_QUOTED_WORDS]
