"""One node at run time: its prompts rendered once, its questions asked, read, checked and asked again.

Promise: a reply that does not fit is asked for once more with the reason, then the call fails; every failure of the
model is a `CallFailed`, but a fault of the set-up (a missing key) passes as it is, and a spent budget too.
May import: sigc.ir, sigc.values, sigc.adapters, sigc.strategies, sigc.lm.base, sigc.runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sigc.adapters.base import ANSWER, BY_CALL, Adapter, Repair, Template, Turn, Unreadable
from sigc.adapters.registry import adapter_named
from sigc.adapters.template import fill, stable
from sigc.adapters.turns import ask_again
from sigc.ir.expr import Expr, Rule
from sigc.ir.program import Program, Signature, Task, Values
from sigc.ir.walk import reads
from sigc.lm.base import LM, BudgetSpent, LMError, Media, Message, Reply, Request, ToolSpec, Usage, keep, reject
from sigc.runtime.asking import Asked, Asking, Call
from sigc.runtime.borders import Border
from sigc.runtime.endings import repairs_of, sure_enough, unreadable, withheld_reply
from sigc.runtime.errors import INPUT_MISFIT, RULE_BROKEN, SETUP, VALUE_FAILED, CallFailed, asked_by, failed_at
from sigc.runtime.evaluate import Callee
from sigc.runtime.grade import Judgement
from sigc.runtime.matching import refuse_no_schema, schema_paths, why_not
from sigc.runtime.prepared import prepared
from sigc.runtime.reach import allow_model, withheld
from sigc.runtime.streaming import Watching, showing_of
from sigc.runtime.talking import Talk, answer_spec
from sigc.runtime.trace import NodeCall, Trace
from sigc.runtime.walk import with_lets
from sigc.strategies.purse import Purse
from sigc.values.evaluate import Code, compiled
from sigc.values.operations import ValueFailure
from sigc.values.schema import placed

ATTEMPTS = 2
"""A question is put once, and once more with the reason when the answer does not fit."""


class NodeRunner:
    """A node ready to run. Templates come from a bundle, or are rendered here, once. `call` carries out the tools of
    its strategy, `callee` the judges of its metric."""

    def __init__(
        self,
        program: Program,
        name: str,
        lm_for: Callable[[str | None], LM],
        trace: Trace | None,
        templates: Mapping[str, Template] | None = None,
        call: Call | None = None,
        callee: Callee | None = None,
    ) -> None:
        signature = program.signature_of(name)
        self.name = name
        self.inputs = Border(signature.inputs, program.types, name, INPUT_MISFIT)
        self.outputs = tuple(f.name for f in signature.outputs)
        ready = prepared(program, name)
        self._strategy, self._options = ready.strategy, ready.options
        self.questions = {
            key: Question(program, name, key, task, lm_for, trace, (templates or {}).get(key), ready.models.get(key))
            for key, task in ready.tasks.items()
        }
        metric = program.nodes[name].metric
        judgement = Judgement(metric, program.types, callee or _nobody) if metric is not None else None
        self._asking = Asking(program, name, self.questions, call, judgement)

    def wrap_questions(self, wrapped: Callable[[Question], Asked]) -> None:
        """Put something around each question from now on, such as a trace."""
        self._asking = self._asking.over({key: wrapped(question) for key, question in self.questions.items()})

    async def run(self, inputs: Values, sample: int = 0) -> dict[str, Any]:
        """The node's outputs for inputs that are made to fit first. Raises CallFailed, LMError for a missing key,
        BudgetSpent."""
        fitting = self.inputs.fit(inputs)
        asking = self._asking.at(sample) if sample else self._asking
        found = await self._strategy.run(asking, fitting, self._options)
        outputs = {name: found[name] for name in self.outputs}
        if (showing := showing_of(self.name)) is not None:
            showing.answered(self.name, outputs)
        return outputs

    def require(self, min_confidence: float) -> None:
        """Ask again for replies that took a repair less sure than this."""
        for question in self.questions.values():
            question.min_confidence = min_confidence

    def messages(self, inputs: Values, task: str = "main") -> tuple[Message, ...]:
        """What a model is sent for these inputs, without sending it."""
        return self.questions[task].messages(self.inputs.fit(inputs))


async def _nobody(kind: str, target: str, inputs: dict[str, Any], sample: int) -> Any:
    """Carries out the calls of a metric without judges."""
    raise AssertionError(f"a pure metric called the {kind} `{target}`")


class Question:
    """One task of a node: render, ask, read, check."""

    def __init__(
        self,
        program: Program,
        node: str,
        key: str,
        task: Task,
        lm_for: Callable[[str | None], LM],
        trace: Trace | None,
        template: Template | None,
        model: str | None = None,
    ) -> None:
        slots, reach = program.nodes[node].slots, program.nodes[node].reach
        self.task = task
        self.adapter: Adapter = adapter_named(slots.adapter)
        self.template = template if template is not None else self.adapter.template(task)
        self.node, self.key = node, key
        self._stable = stable(self.template)
        self._model, self.temperature = model or slots.model, slots.sampling.temperature
        self.max_tokens = slots.sampling.max_tokens
        self._lm_for = lm_for
        self._lm: LM | None = None
        self._reach, self._withheld = reach, withheld(reach)
        self._trace = trace
        self._rules = rules_for(program.signature_of(node), task)
        self.min_confidence = 0.0
        self._schemas = schema_paths(task.outputs)

    def messages(self, inputs: Values) -> tuple[Message, ...]:
        """The prompt for inputs that fit. Raises CallFailed when a guide's condition has no value."""
        try:
            return messages_of(fill(self.template, inputs, self.task.types))
        except ValueFailure as failure:
            raise CallFailed(VALUE_FAILED, self.node, 0, f"the prompt cannot be made: {failure}") from failure

    async def put(
        self,
        inputs: Values,
        sample: int = 0,
        temperature: float | None = None,
        attempts: int | None = None,
        purse: Purse | None = None,
    ) -> Values:
        """The task's outputs. `temperature` None: the slot's. Raises as `NodeRunner.run` does, and Spent when a purse
        pays for it."""
        refuse_no_schema(self.node, self._schemas, inputs)
        run = _Run(self, inputs, sample, self.temperature if temperature is None else temperature, purse)
        try:
            outputs = await run.answer(attempts or ATTEMPTS)
        except BaseException as failure:
            run.settle(reject)
            if isinstance(failure, CallFailed):
                run.tell(None, failure)
            raise
        run.settle(keep)
        run.tell(outputs, None)
        return outputs

    @property
    def lm(self) -> LM:
        if self._lm is None:
            with asked_by(self.node):
                found = self._lm_for(self._model)
            allow_model(self.node, self._reach, found)
            self._lm = found
        return self._lm

    def request(self, messages: tuple[Message, ...], sample: int, temperature: float, inputs: Values) -> Request:
        shape = self.template.response_format
        if shape is not None and self._schemas:
            shape = placed(shape, inputs)
        calls = shape is not None and self.template.adapter == BY_CALL
        return Request(
            model="",
            messages=messages,
            temperature=temperature,
            max_tokens=self.max_tokens,
            seed=sample if temperature > 0 else None,
            sample=sample,
            response_format=None if calls else shape,
            tools=(answer_spec(shape),) if shape is not None and calls else (),
            tool_choice="required" if calls else "auto",
            stable=self._stable,
            node=self.node,
            withheld=self._withheld,
        )

    async def send(self, request: Request, attempt: int, purse: Purse | None) -> Reply:
        """The model's reply. Raises CallFailed, LMError for a fault of the set-up, BudgetSpent, Spent."""
        try:
            return await (self.lm.ask(request) if purse is None else purse.ask(self.lm, request))
        except (BudgetSpent, LMError) as error:
            error.node = self.node
            if isinstance(error, BudgetSpent) or error.code in SETUP:
                raise
            raise failed_at(self.node, attempt, error) from error

    def talk(
        self,
        inputs: Values,
        specs: Sequence[ToolSpec],
        sample: int = 0,
        temperature: float | None = None,
        purse: Purse | None = None,
    ) -> Talk:
        """A conversation with tools about the task, whose adapter must be `tool_call`."""
        refuse_no_schema(self.node, self._schemas, inputs)
        return Talk(self, inputs, specs, sample, self.temperature if temperature is None else temperature, purse)

    def tell(
        self,
        inputs: Values,
        outputs: Values | None,
        error: CallFailed | None,
        messages: tuple[Message, ...],
        replies: Sequence[Reply],
        shown: tuple[str, ...],
        sample: int,
        repairs: tuple[Repair, ...],
    ) -> None:
        """Tell the trace how a question ended. `shown`: the replies as text."""
        if self._trace is None:
            return
        costs = [reply.cost for reply in replies]
        self._trace(
            NodeCall(
                node=self.node,
                task=self.key,
                inputs=inputs,
                outputs=outputs,
                error=error,
                messages=messages,
                replies=shown,
                usage=sum((reply.usage for reply in replies), Usage()),
                cost=None if None in costs else sum(c for c in costs if c is not None),
                sample=sample,
                cached=all(reply.cached for reply in replies),
                repairs=repairs,
            )
        )

    def watching(self, inputs: Values, sample: int) -> Watching | None:
        """Who sees the replies as they come, if anybody does."""
        if self.key != "main" or sample or (showing := showing_of(self.node)) is None or not showing.grows(self.node):
            return None
        return Watching(showing, self, inputs)

    def broken_early(self, inputs: Values, finished: Values) -> str | None:
        """The first `ensure` that does not hold of the outputs that are finished, whatever the others will be."""
        env = {**inputs, **finished}
        for holds_of, words, needs, _ in self._rules:
            if needs <= env.keys():
                with suppress(ValueFailure):
                    if not holds_of(env, self.task.types):
                        return f"this rule does not hold: {words}"
        return None

    def broken_rule(self, inputs: Values, outputs: Values) -> str | None:
        """The first `ensure` that does not hold of an answer, in words; None when all hold."""
        env = {**inputs, **outputs}
        for holds_of, words, _, condition in self._rules:
            try:
                holds = holds_of(env, self.task.types)
            except ValueFailure as failure:
                return f"this rule could not be checked: {words} ({failure})"
            if not holds:
                return f"this rule does not hold: {words}{why_not(condition, env, self.task.types)}"
        return None


class _Run:
    """One question on its way: what was sent and what came back so far."""

    __slots__ = (
        "_asked",
        "_inputs",
        "_messages",
        "_purse",
        "_question",
        "_repairs",
        "_replies",
        "_sample",
        "_sent",
        "_temperature",
        "_watching",
    )

    def __init__(
        self, question: Question, inputs: Values, sample: int, temperature: float, purse: Purse | None
    ) -> None:
        self._question, self._inputs, self._purse = question, inputs, purse
        self._sample, self._temperature = sample, temperature
        self._messages: tuple[Message, ...] = ()
        self._asked: tuple[Message, ...] = ()
        self._replies: list[Reply] = []
        self._sent: list[Request] = []
        self._repairs: tuple[Repair, ...] = ()
        self._watching = question.watching(inputs, sample)

    async def answer(self, attempts: int) -> Values:
        """Outputs that fit, from one of the first replies."""
        question = self._question
        self._messages = question.messages(self._inputs)
        for attempt in range(1, attempts + 1):
            reply = await self._ask(attempt)
            outcome = self._outcome(reply, attempt)
            if not isinstance(outcome, tuple):
                return outcome
            code, reason = outcome
            if attempt < attempts and self._watching is not None:
                self._watching.again(code, reason, attempt, reply.text)
            self._messages += again(reply, reason)
        raise CallFailed(code, question.node, attempts, reason, stated(reply))

    def _outcome(self, reply: Reply, attempt: int) -> Values | tuple[str, str]:
        """The outputs of a reply, or (code, reason) when it has to be asked for again."""
        question = self._question
        if (ended := withheld_reply(reply)) is not None:
            reject(question.lm, self._sent.pop())
            raise CallFailed(ended[0], question.node, attempt, ended[1], reply.text)
        if reply.finish == "stopped" and self._watching is not None and self._watching.broken is not None:
            reject(question.lm, self._sent.pop())
            self._repairs = ()
            return RULE_BROKEN, self._watching.broken
        try:
            reading = question.adapter.read(stated(reply), question.task)
            self._repairs = repairs_of(reply, reading.repairs)
            sure_enough(self._repairs, question.min_confidence, stated(reply))
        except Unreadable as bad:
            reject(question.lm, self._sent.pop())
            self._repairs = ()
            return unreadable(reply, bad.reason, question.max_tokens)
        broken = question.broken_rule(self._inputs, reading.values)
        return reading.values if broken is None else (RULE_BROKEN, broken)

    def settle(self, verdict: Callable[[LM, Request], None]) -> None:
        """Tell the cache of every reply that could be read: answers that broke a rule are kept when what they led to
        is an answer, so that the same run can be had again without a call."""
        for request in self._sent:
            verdict(self._question.lm, request)

    async def _ask(self, attempt: int) -> Reply:
        question = self._question
        request = question.request(self._messages, self._sample, self._temperature, self._inputs)
        if self._watching is not None:
            request = replace(request, watch=self._watching.begin())
        self._asked, _ = request.messages, question.lm  # a refused model is sent nothing
        self._sent.append(request)
        reply = await question.send(request, attempt, self._purse)
        self._replies.append(reply)
        return reply

    def tell(self, outputs: Values | None, error: CallFailed | None) -> None:
        """Tell the trace how it ended."""
        shown = tuple(map(stated, self._replies))
        self._question.tell(
            self._inputs, outputs, error, self._asked, self._replies, shown, self._sample, self._repairs
        )


def stated(reply: Reply) -> str:
    """The text that states the outputs: the arguments of the call of `answer`, or what was said."""
    return next((call.arguments for call in reply.calls if call.name == ANSWER), reply.text)


def again(reply: Reply, reason: str) -> tuple[Message, ...]:
    """A reply that could not be used, and what was wrong with it; every call in it is answered."""
    if not reply.calls:
        return messages_of(ask_again(reply.text, reason))
    said = Message("assistant", reply.text, calls=reply.calls, opaque=reply.opaque)
    return (said, *(Message("tool", ask_again("", reason)[1].text, answers=call.id) for call in reply.calls))


def messages_of(turns: Iterable[Turn]) -> tuple[Message, ...]:
    return tuple(Message(turn.role, turn.text, _media_of(turn)) for turn in turns)  # type: ignore[arg-type]


def _media_of(turn: Turn) -> tuple[Media, ...]:
    return tuple(Media(a.medium.kind, a.medium.mime, a.at, a.medium.data, a.medium.url) for a in turn.media)


def rules_for(signature: Signature, task: Task) -> tuple[tuple[Code, str, frozenset[str], Expr], ...]:
    """The `ensure` rules that an answer to this task must keep, as (code, words, fields that it reads, condition); none
    where a strategy asks for something else than the signature's outputs."""
    if not {f.name for f in signature.outputs} <= {f.name for f in task.outputs}:
        return ()
    names = {f.name for f in (*signature.inputs, *signature.outputs)}

    def words(rule: Rule) -> str:
        return rule.text or rule.source

    conditions = [(with_lets(rule.condition, signature.lets), words(rule)) for rule in signature.ensures]
    needs = [(condition, text, frozenset(reads(condition))) for condition, text in conditions]
    return tuple((compiled(asked), text, read, asked) for asked, text, read in needs if read <= names)
