"""The lists of competences are whole, and no code stands twice."""

from content.frameworks import frameworks


def test_digcomp_has_five_areas_and_twenty_one_competences() -> None:
    codes = [c.code for framework in frameworks() if framework.code == "DC" for c in framework.competences]
    areas = [code for code in codes if "." not in code]
    assert areas == [f"DC:{number}" for number in range(1, 6)]
    assert [sum(code.startswith(f"{area}.") for code in codes) for area in areas] == [3, 6, 4, 4, 4]


def test_every_competence_is_named_once_in_both_languages() -> None:
    listed = [competence for framework in frameworks() for competence in framework.competences]
    assert all(competence.title_vi and competence.title_en for competence in listed)
    assert len({competence.code for competence in listed}) == len(listed)
