"""Values of the settings file as a person types them."""

from dataclasses import dataclass

from mlprep.formats.config import ConfigError, ConfigRow, Value, explain


@dataclass(frozen=True, slots=True)
class LookChange:
    """A change of the settings file; None stands for a line that is not there."""

    key: str
    before: Value
    after: Value


def look_value(key: str, text: str) -> Value:
    """Read what was typed for a setting of the file; raises ``ConfigError`` with a sentence."""
    row = next(one for one in explain() if one.key == key)
    value = text.strip()
    if row.kind == "switch":
        return value == "on"
    if row.kind == "number":
        return _number(row, value)
    if row.kind == "folders":
        return [one.strip() for one in value.split(",") if one.strip()]
    if row.choices and value not in row.choices:
        raise ConfigError(f"{row.title} is one of {', '.join(row.choices)}, not {value!r}")
    return value


def _number(row: ConfigRow, text: str) -> int:
    low, high = row.low or 0, row.high or 0
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise ConfigError(f"{row.title} takes a whole number from {low} to {high}, not {text!r}")
    return number
