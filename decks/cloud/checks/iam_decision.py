"""Evaluate the statements of the delete-raw card: an explicit deny wins over any allow."""

from fnmatch import fnmatchcase

STATEMENTS = [
    ("Allow", "s3:*", "arn:aws:s3:::lake/*"),
    ("Deny", "s3:DeleteObject", "arn:aws:s3:::lake/raw/*"),
]


def decide(action: str, resource: str) -> str:
    """Return the decision for one request under the evaluation order of AWS IAM."""
    effects = {
        effect
        for effect, actions, resources in STATEMENTS
        if fnmatchcase(action.lower(), actions.lower()) and fnmatchcase(resource, resources)
    }
    if "Deny" in effects:
        return "denied"
    return "allowed" if "Allow" in effects else "denied"


print(decide("s3:DeleteObject", "arn:aws:s3:::lake/raw/2026/01.csv"))
