<?php

declare(strict_types=1);

namespace Owskit;

use Owskit\Store\StoreFails;

/** From a delivery to its decisions: kept first, observed, and looked at by each trigger's guards. */
final class Intake
{
    private const GUARDS_RAISED = 'guards-raised';

    public function __construct(private readonly Project $project)
    {
    }

    /** @throws \RuntimeException where it could be kept nowhere */
    public function take(Delivery $delivery, ?string $id = null): Taken
    {
        $now = $this->project->clock->now();
        $arrival = $this->arrival($delivery, $id ?? Ulid::at($now), $now);
        $wanted = $this->wanted($delivery);
        if ($delivery->failed || $wanted === []) {
            return $this->notKept($arrival, $delivery, $wanted);
        }
        $decisions = [];
        $decide = function (Observation $seen) use ($arrival, $delivery, &$decisions): array {
            [$decisions, $jobs] = $this->rulings($arrival, $delivery, $seen);
            return $jobs;
        };
        try {
            $seen = $this->project->store->inbox->take($arrival, $decide);
        } catch (StoreFails $error) {
            Log::line(['level' => 'error', 'reason' => 'store-unreachable', 'error' => Place::cause($error)]);
            $this->project->spool->keep($arrival);
            $seen = null;
            $decisions = array_map(static fn (): Decision => new Decision('parked', 'store-unreachable'), $wanted);
        }
        return $this->taken($arrival, array_map(static fn (Trigger $trigger): string => $trigger->name, $wanted), $decisions, $seen);
    }

    /** Moves what waits on the disk into the store; how many. */
    public function takeSpooled(): int
    {
        $moved = 0;
        foreach ($this->project->spool->all() as $id => $kept) {
            $delivery = Delivery::ofPayload($kept['payload']);
            $arrival = $this->arrival($delivery, (string) $id, $kept['received'], $kept);
            $this->project->store->inbox->take($arrival, fn (Observation $seen): array => $this->rulings($arrival, $delivery, $seen)[1]);
            $this->project->spool->remove((string) $id);
            $moved++;
        }
        if ($moved > 0) {
            Log::line(['level' => 'warning', 'reason' => 'taken from the spool', 'deliveries' => $moved]);
        }
        return $moved;
    }

    /** Decides again about what lost its process between being kept and being decided. */
    public function decideAgain(): void
    {
        $now = $this->project->clock->now();
        foreach ($this->project->store->inbox->undecided($now - Bounds::UNDECIDED) as $kept) {
            $delivery = Delivery::ofPayload($kept['payload']);
            $arrival = $this->arrival($delivery, $kept['id'], $kept['received']);
            $jobs = $this->rulings($arrival, $delivery, Observation::ofJson($kept['observation']))[1];
            $this->project->store->inbox->decided($arrival, $jobs);
        }
    }

    /**
     * For each trigger that wants the call what was decided, and the jobs where there are any.
     *
     * @return array{list<Decision>, list<Job>}
     */
    private function rulings(Arrival $arrival, Delivery $delivery, Observation $seen): array
    {
        $seen = $seen->alsoPaused($this->project->switch->paused());
        [$root, $hop] = [$seen->row?->root ?? $arrival->id, $seen->row?->hop ?? 0];
        $decisions = $jobs = [];
        foreach ($this->wanted($delivery) as $trigger) {
            $decisions[] = $decision = $this->ruling(new Look($trigger, $delivery, $seen, $arrival->received), $arrival->id);
            if ($decision->decision === 'accepted' || $decision->decision === 'parked') {
                $jobs[] = new Job(
                    delivery: $arrival->id,
                    handler: $trigger->name,
                    entity: $arrival->entity,
                    root: $root,
                    hop: $hop,
                    compare: $seen->row?->state === Row::UNKNOWN || $decision->reason === self::GUARDS_RAISED,
                    state: $decision->decision === 'parked' ? Job::PARKED : Job::QUEUED,
                    due: $arrival->received,
                    reason: $decision->decision === 'parked' ? $decision->reason : '',
                );
            }
        }
        return [$decisions, $jobs];
    }

    /** Where a guard itself fails nobody knows whether the handler may run: parked, for a person to decide. */
    private function ruling(Look $look, string $delivery): Decision
    {
        try {
            return $this->project->guards->decide($look);
        } catch (\Throwable $error) {
            Log::line([
                'level' => 'error',
                'delivery' => $delivery,
                'trigger' => $look->trigger->name,
                'reason' => self::GUARDS_RAISED,
                'error' => $error::class . ' at ' . Place::of($error),
            ]);
            return new Decision('parked', self::GUARDS_RAISED);
        }
    }

    /** @param list<Trigger> $wanted */
    private function notKept(Arrival $arrival, Delivery $delivery, array $wanted): Taken
    {
        $seen = null;
        try {
            $seen = $delivery->failed ? null : $this->project->store->inbox->take($arrival, static fn (): array => []);
        } catch (StoreFails $error) {
            Log::line(['level' => 'error', 'reason' => 'store-unreachable', 'error' => Place::cause($error)]);
        }
        if ($wanted === []) {
            return $this->taken($arrival, [null], [new Decision('ignored', 'unknown-call')], $seen);
        }
        $names = array_map(static fn (Trigger $trigger): string => $trigger->name, $wanted);
        return $this->taken($arrival, $names, array_map(static fn (): Decision => Decision::skip('failed-call'), $wanted), $seen);
    }

    /**
     * @param list<string|null> $names
     * @param list<Decision>    $decisions
     */
    private function taken(Arrival $arrival, array $names, array $decisions, ?Observation $seen): Taken
    {
        [$root, $hop] = [$seen?->row?->root ?? $arrival->id, $seen?->row?->hop ?? 0];
        $outcomes = array_map(
            static fn (?string $name, Decision $decision): Outcome => new Outcome($name, $decision, $hop),
            $names,
            $decisions
        );
        foreach ($outcomes as $outcome) {
            Log::line([
                'delivery' => $arrival->id,
                'service_call' => $arrival->serviceCall,
                'trigger' => $outcome->trigger,
                'decision' => $outcome->decision->decision,
                'reason' => $outcome->decision->reason,
                'root' => $root,
                'hop' => $hop,
            ]);
        }
        if ($seen !== null) {
            $this->project->writeGuards->warnAt($seen->spent);
        }
        return new Taken($arrival->id, $root, $outcomes, $seen?->spent);
    }

    /** @param array{fingerprint: string, mark: string}|null $kept what the spool knew of it */
    private function arrival(Delivery $delivery, string $id, int $received, ?array $kept = null): Arrival
    {
        $event = $delivery->event;
        return new Arrival(
            id: $id,
            received: $received,
            entity: $delivery->entity(),
            serviceCall: $event->serviceCall,
            payload: $delivery->payload(),
            fingerprint: $kept['fingerprint'] ?? Canonical::fingerprint($event->serviceCall, $event->args),
            actor: $delivery->actor(),
            mark: $kept['mark'] ?? $delivery->session(),
            kept: $this->wanted($delivery) !== [],
            again: $kept !== null,
        );
    }

    /** @return list<Trigger> */
    private function wanted(Delivery $delivery): array
    {
        $call = $delivery->event->serviceCall;
        return array_values(array_filter(
            $this->project->triggers,
            static fn (Trigger $trigger): bool => in_array($call, $trigger->serviceCalls, true)
        ));
    }
}
