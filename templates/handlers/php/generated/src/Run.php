<?php

declare(strict_types=1);

namespace Owskit;

/** One run of a handler for a job, and what becomes of the job after it. */
final class Run
{
    /** Milliseconds until the next run, after the first, second … one; after the last the job is parked. */
    private const PAUSES = [5_000, 30_000, 120_000, 600_000, 3_600_000];

    /** @param (\Closure(Event, Ows): Decision)|null $handler */
    public function __construct(
        private readonly Project $project,
        private readonly Job $job,
        private readonly ?\Closure $handler,
        private readonly string $token,
    ) {
    }

    /** The job as it is to be given back. */
    public function ending(): Job
    {
        $trigger = $this->project->trigger($this->job->handler);
        if ($trigger === null || $this->handler === null) {
            return $this->parked('no-handler');
        }
        if ($this->job->attempts > count(self::PAUSES) + 1) {
            return $this->parked('handler-raised', 'its process died');
        }
        if (($stop = $this->stoppedBefore($trigger)) !== null) {
            return $this->parked($stop->reason);
        }
        $kept = $this->project->store->inbox->delivery($this->job->delivery);
        if ($kept === null) {
            return $this->parked('delivery-lost');
        }
        $calls = new GuardedCalls($this->project, $this->job, $trigger, $this->holdOn(...), $this->token);
        try {
            $event = Delivery::ofPayload($kept['payload'])->event;
            $decision = Heartbeat::during($this->holdOn(...), fn (): mixed => ($this->handler)($event, new Ows($calls)));
        } catch (\Throwable $error) {
            return $calls->stoppedBy() === null ? $this->raised($error) : $this->parked($calls->stoppedBy());
        }
        return $calls->stoppedBy() === null ? $this->decided($decision, $calls) : $this->parked($calls->stoppedBy());
    }

    private function stoppedBefore(Trigger $trigger): ?Stop
    {
        $now = $this->project->clock->now();
        if (array_intersect(['*', $trigger->name], $this->project->switch->paused()) !== []) {
            return new Stop('paused');
        }
        $writes = $this->project->store->writes;
        $stop = $this->project->writeGuards->beforeRun($trigger->name, $writes->limits($trigger->name, $this->job->entity, '', $now), $now);
        if ($stop !== null) {
            $writes->carryOut($stop, $trigger->name, $this->job->entity, $now);
        }
        return $stop;
    }

    private function decided(mixed $decision, GuardedCalls $calls): Job
    {
        if (!$decision instanceof Decision || !in_array($decision->decision, ['done', 'skip'], true)) {
            return $this->parked('no-decision');
        }
        if ($decision->decision === 'done' && $calls->foundUnchanged()) {
            $decision = Decision::skip('unchanged');
        }
        return $this->given(Job::DONE, $this->project->clock->now(), $decision->decision, $decision->reason);
    }

    private function raised(\Throwable $error): Job
    {
        // Kind and place, never the text: it may hold a person's data.
        $what = $error::class . ' at ' . Place::of($error);
        $pause = self::PAUSES[$this->job->attempts - 1] ?? null;
        return $pause === null
            ? $this->parked('handler-raised', $what)
            : $this->given(Job::QUEUED, $this->project->clock->now() + $pause, 'error', 'handler-raised', $what);
    }

    private function parked(string $reason, string $error = ''): Job
    {
        return $this->given(Job::PARKED, $this->project->clock->now(), 'parked', $reason, $error);
    }

    private function given(string $state, int $due, string $decision, string $reason, string $error = ''): Job
    {
        return new Job(
            delivery: $this->job->delivery,
            handler: $this->job->handler,
            entity: $this->job->entity,
            root: $this->job->root,
            hop: $this->job->hop,
            compare: $this->job->compare,
            state: $state,
            due: $due,
            decision: $decision,
            reason: Text::short($reason, 120),
            error: $error,
            attempts: $this->job->attempts,
        );
    }

    /** Renews the lease; false where another worker has the record. */
    private function holdOn(): bool
    {
        return $this->project->store->inbox->renew($this->job->entity, $this->token, $this->project->clock->now() + Bounds::LEASE);
    }
}
