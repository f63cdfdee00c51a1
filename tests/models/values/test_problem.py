import pickle

from models.values import ValueProblem


def test_a_problem_carries_its_code_and_the_facts_of_the_sentence():
    problem = ValueProblem("iban.country", country="XX")

    assert isinstance(problem, ValueError)
    assert (problem.code, problem.facts) == ("iban.country", {"country": "XX"})
    assert str(problem) == "iban.country (country=XX)"


def test_a_problem_without_facts_reads_as_its_code():
    assert str(ValueProblem("money.empty")) == "money.empty"


def test_a_problem_survives_the_way_to_another_process():
    problem = pickle.loads(pickle.dumps(ValueProblem("iban.length", found="3")))  # noqa: S301

    assert (problem.code, problem.facts) == ("iban.length", {"found": "3"})
