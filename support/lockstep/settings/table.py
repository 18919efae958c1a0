"""The settings as a table, generated from the model so that the two cannot differ."""

from lockstep.settings.model import Settings, allowed_words, env_name, key_of


def markdown() -> str:
    """The table of all settings, as in docs/settings.md."""
    lines = ["| `lockstep.toml`, `-D` | environment | default | what it does |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "random, printed" if field.default_factory else _shown(field.default, allowed_words(name))
        lines.append(f"| `{key_of(name)}` | `{env_name(name)}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def _shown(default: object, allowed: str) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, int):
        return f"{default:,}{' ms' if 'milliseconds' in allowed else ''}"
    return str(default) if default not in {"", ()} else "none"
