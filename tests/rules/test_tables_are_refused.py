"""A table with a wrong value, or with two answers for one day, stops the load with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plugin.rules.drug_tables import read_drug_tables
from plugin.rules.edit_tables import read_edit_tables
from plugin.rules.errors import BadTable

from .conftest import SHIPPED

DRUGS = "name,group,injection_code,basis,from,to\n"
HCPCS = "code,drug,amount,unit,products,narrow,from,to\n"
PACLITAXEL = DRUGS + "paclitaxel,chemo,96401,x,2006-01-01,\n"
DRUG_CASES = [
    ("drugs.csv", "name,group\n", 1, "the columns are name, group and should be"),
    ("drugs.csv", DRUGS + "paclitaxel,chemo\n", 2, "2 values under 6 columns"),
    ("drugs.csv", DRUGS + "paclitaxel,cancer,96401,x,2006-01-01,\n", 2, "'cancer' is no class"),
    ("drugs.csv", DRUGS + "Nab-Paclitaxel,chemo,96401,x,2006-01-01,\n", 2, "write the name as 'nab paclitaxel'"),
    ("drugs.csv", DRUGS + "paclitaxel,chemo,96401,x,2006-02-30,\n", 2, "'2006-02-30' is no day"),
    ("drugs.csv", DRUGS + "paclitaxel,chemo,96401,x,2006-01-01,2005-01-01\n", 2, "ends before it begins"),
    ("drugs.csv", PACLITAXEL + "paclitaxel,chemo,96401,x,2020-01-01,\n", 3, "paclitaxel stands twice on 2020-01-01"),
    ("names.csv", "name,drug\ntaxol,paclitaxol\n", 2, "'paclitaxol' is not in drugs.csv"),
    ("names.csv", "name,drug\n5-FU,fluorouracil\n", 2, "write the name as '5 fu'"),
    ("hcpcs.csv", HCPCS + "J9267,paclitaxol,1,mg,,0,2015-01-01,\n", 2, "'paclitaxol' is not in drugs.csv"),
    ("hcpcs.csv", HCPCS + "J9267,paclitaxel,1,mcg,,0,2015-01-01,\n", 2, "'mcg' is no unit"),
    ("hcpcs.csv", HCPCS + "J9267,paclitaxel,one,mg,,0,2015-01-01,\n", 2, "'one' is no amount"),
    ("hcpcs.csv", HCPCS + "J9267,paclitaxel,0,mg,,0,2015-01-01,\n", 2, "an amount of 0 cannot be a unit"),
    ("hcpcs.csv", HCPCS + "J9267,paclitaxel,NaN,mg,,0,2015-01-01,\n", 2, "cannot be a unit"),
    ("hcpcs.csv", HCPCS + "J9267,paclitaxel,1,mg,,yes,2015-01-01,\n", 2, "narrow is 0 or 1"),
    ("ndc.csv", "ndc,code,from,to\n0002-7597-01,J9267,2024-01-01,2024-03-31\n", 2, "no NDC of eleven digits"),
]
LIMITS = "setting,code,units,indicator,from,to\n"
EDIT_CASES = [
    ("pairs.csv", "setting,column1,column2,indicator,from,to\nclinic,96413,96365,1,2024-07-01,\n", "'clinic' is no"),
    ("pairs.csv", "setting,column1,column2,indicator,from,to\noffice,96413,96365,9,2024-07-01,\n", "indicator '9'"),
    ("limits.csv", LIMITS + "office,96413,1,4,2024-07-01,\n", "indicator '4'"),
    ("limits.csv", LIMITS + "office,96413,-1,3,2024-07-01,\n", "'-1' is no number"),
    ("limits.csv", LIMITS + "office,96413,one,3,2024-07-01,\n", "'one' is no number"),
]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED / "tables", tmp_path / "tables"))


@pytest.mark.parametrize(("name", "text", "line", "words"), DRUG_CASES)
def test_a_wrong_row_of_a_drug_table_is_refused_with_its_line(
    tables: Path, name: str, text: str, line: int, words: str
) -> None:
    (tables / name).write_text(text)
    with pytest.raises(BadTable) as refused:
        read_drug_tables(tables)
    assert (refused.value.path, refused.value.line) == (tables / name, line)
    assert words in str(refused.value)


@pytest.mark.parametrize(("name", "text", "words"), EDIT_CASES)
def test_a_wrong_row_of_an_edit_table_is_refused_with_its_line(tables: Path, name: str, text: str, words: str) -> None:
    (tables / name).write_text(text)
    with pytest.raises(BadTable) as refused:
        read_edit_tables(tables)
    assert (refused.value.path, refused.value.line) == (tables / name, 2)
    assert words in str(refused.value)
