<?php

declare(strict_types=1);

namespace Owskit;

/** Guard 2, the writing half: a job's calls stand in the ledger before OWS hears of them, and in the job's journal. */
final class Ledger
{
    /** A call in flight is unknown after its time-out and this much more, in milliseconds. */
    private const LEASE = 35_000;
    private const LONGEST_REMEMBERED = 200;

    /** @var array<string, array{string, mixed}>|null what earlier runs of the job wrote */
    private ?array $journal = null;

    public function __construct(
        private readonly Project $project,
        private readonly Job $job,
        private readonly Trigger $trigger,
        private readonly string $token,
    ) {
    }

    /**
     * The row of a call that is about to be made.
     *
     * @param list<mixed> $args
     */
    public function row(string $name, array $args, string $wanted, string $swing): Write
    {
        $now = $this->project->clock->now();
        return new Write(
            row: Ulid::at($now),
            fingerprint: $this->fingerprint($name, $args),
            handler: $this->trigger->name,
            entity: $this->countedBy($name, Entities::uidOf($name, [null, ...$args], null)),
            root: $this->job->root,
            hop: $this->job->hop + 1,
            chain: $this->trigger->isChain(),
            delivery: $this->job->delivery,
            wanted: $wanted,
            user: $this->project->ownUser() ?? '',
            at: $now,
            lease: $now + self::LEASE,
            swing: $swing,
            counted: !Calls::isRead($name),
            secret: Entities::isSecretResult($name),
            leased: $this->job->entity,
            token: $this->token,
        );
    }

    /**
     * Notes the calls before they are made, if the guards of the store let all of them go.
     *
     * @param list<Write> $writes
     */
    public function begin(array $writes, bool $essential): ?Stop
    {
        $guards = $this->project->writeGuards;
        $check = static function (Write $write, Limits $limits) use ($guards, $essential): ?Stop {
            if ($write->counted) {
                $guards->warnAt($limits->spent + 1);
            }
            return $guards->beforeWrite($write, $limits, $essential);
        };
        return $this->project->store->writes->begin($writes, $check);
    }

    /** What became of the call: confirmed, unknown, or as if it had never begun. */
    public function ended(Write $write, ?OwsError $error, mixed $result = null): void
    {
        $writes = $this->project->store->writes;
        $now = $this->project->clock->now();
        match (true) {
            $error === null => $writes->confirmed($write, $write->secret ? '' : self::toRemember($result), $now),
            $error->whether === OwsError::UNKNOWN => $writes->unknown($write, $now),
            default => $writes->refused($write),
        };
    }

    /**
     * What an earlier run of this job did about this very write, and what OWS answered then.
     *
     * @return array{string|null, mixed}
     */
    public function earlier(string $wanted): array
    {
        if ($this->job->attempts < 2) {
            return [null, null];
        }
        $this->journal ??= $this->project->store->writes->journal($this->job->delivery, $this->job->handler);
        return $this->journal[$wanted] ?? [null, null];
    }

    /** @param list<mixed> $args */
    public function fingerprint(string $name, array $args): string
    {
        return Canonical::fingerprint($name, $this->project->settings->marks->arguments($name, [null, ...$args]));
    }

    /**
     * The record written to. A call without one, such as a mail, counts for the record that the run is about: many records are
     * many mails. One that wakes us ourselves counts as a whole, as each could be the next one's cause.
     */
    private function countedBy(string $name, ?string $uid): string
    {
        return $uid !== null || $this->project->isRegistered($name) ? Entities::keyOf($name, $uid) : "$name@{$this->job->entity}";
    }

    /** A second run gives the handler what OWS gave the first, such as the new uid; not where it may be a person's data. */
    private static function toRemember(mixed $result): string
    {
        return is_int($result) || (is_string($result) && strlen($result) <= self::LONGEST_REMEMBERED) ? Json::encode($result) : '';
    }
}
