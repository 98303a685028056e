"""YAML without its traps: a key given twice is an error, not a silent loss of the first one."""

from collections.abc import Hashable

import yaml


class YamlProblem(ValueError):
    """The text is not YAML; `str()` says why and in which line."""


class _StrictLoader(yaml.SafeLoader):
    """The safe loader, which by itself keeps only the last of two equal keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen = set[str]()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise YamlProblem(f"“{key.value}” is given twice, the second time in line {line}.")
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse(text: str) -> object:
    """What a YAML text holds; YamlProblem if it is broken."""
    try:
        loader = _StrictLoader(text)
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise YamlProblem(f"is not valid YAML{line}: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise YamlProblem(f"is not valid YAML: {error}.") from error
