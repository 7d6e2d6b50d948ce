"""Running a state machine over the database: each run in a transaction that is rolled back."""

from hypothesis import HealthCheck, settings
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def run_rolled_back(machine: type[RuleBasedStateMachine], *, examples: int) -> None:
    """Run the machine this often, 40 steps each, the same way every time."""

    class InTransaction(machine):  # type: ignore[misc,valid-type]  # the base is a parameter
        def __init__(self) -> None:
            super().__init__()
            self.case = TestCase()
            self.case.setup_example()  # type: ignore[no-untyped-call]

        def teardown(self) -> None:
            self.case.teardown_example(None)  # type: ignore[no-untyped-call]

    limits = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(InTransaction, settings=limits)
