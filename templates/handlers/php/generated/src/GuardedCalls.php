<?php

declare(strict_types=1);

namespace Owskit;

use Owskit\Store\Writes;

/** The calls of one job. A write goes: kill switch, compare, the guards of the store with the ledger's row, the call. */
final class GuardedCalls
{
    /** Why a write was held up: the job is parked for it, and no further one goes out. */
    private ?string $stopped = null;
    private int $wanted = 0;
    private int $unchanged = 0;
    private readonly Ledger $ledger;

    /**
     * @param \Closure(): bool $holdOn renews the job's lease; false where it is gone
     * @param string           $token  the proof that the lease is ours
     */
    public function __construct(
        private readonly Project $project,
        private readonly Job $job,
        private readonly Trigger $trigger,
        private readonly \Closure $holdOn,
        string $token,
    ) {
        $this->ledger = new Ledger($project, $job, $trigger, $token);
    }

    public function stoppedBy(): ?string
    {
        return $this->stopped;
    }

    /** Whether all that was to be written was there already. */
    public function foundUnchanged(): bool
    {
        return $this->wanted > 0 && $this->unchanged === $this->wanted;
    }

    /**
     * @param list<mixed> $args after the session
     * @throws OwsError|Stopped
     */
    public function one(string $name, array $args, bool $essential, ?string $language = null): mixed
    {
        $send = fn (string $name, array $args): mixed => $language === null
            ? $this->project->connection()->call($name, $args)
            : $this->project->connection()->call(Connection::WRAP, [$language, ['method' => $name, 'params' => $args]]);
        if (Calls::isRead($name)) {
            return $this->read($name, $args, $send);
        }
        $this->mayWrite();
        $this->wanted++;
        $asked = $this->ledger->fingerprint($name, $args);
        [$before, $given] = $this->ledger->earlier($asked);
        if ($before === Writes::DONE) {
            $this->unchanged++;
            return $given;
        }
        [$args, $swing] = $this->compare($name, $args);
        if ($args === null) {
            $this->unchanged++;
            return null;
        }
        if ($before === Writes::OPEN && $swing === '') {
            $this->stop('uncertain');
        }
        $write = $this->ledger->row($name, $args, $asked, $swing);
        $this->begin([$write], $essential);
        return $this->guarded($write, static fn (): mixed => $send($name, $args));
    }

    /**
     * A second write to one record is not compared: what it finds would be the state before the first.
     *
     * @param array<array-key, array{string, list<mixed>}> $calls
     * @return array<array-key, mixed>
     * @throws OwsError|Stopped
     */
    public function batch(array $calls, bool $essential): array
    {
        $results = array_fill_keys(array_keys($calls), null);
        $writes = $written = [];
        foreach ($calls as $key => [$name, $args]) {
            if (Calls::isRead($name) && !$this->project->isRegistered($name)) {
                continue;
            }
            if (Calls::isRead($name)) {
                $writes[$key] = $this->ledger->row($name, $args, '', '');
                continue;
            }
            $this->mayWrite();
            $this->wanted++;
            $asked = $this->ledger->fingerprint($name, $args);
            [$before, $results[$key]] = $this->ledger->earlier($asked);
            $swing = '';
            $entity = Entities::keyOf($name, Entities::uidOf($name, [null, ...$args], null));
            if ($before === Writes::OPEN || ($before === null && !isset($written[$entity]))) {
                [$args, $swing] = $this->compare($name, $args);
            }
            if ($before === Writes::DONE || $args === null) {
                unset($calls[$key]);
                $this->unchanged++;
                continue;
            }
            if ($before === Writes::OPEN && $swing === '') {
                $this->stop('uncertain');
            }
            $calls[$key] = [$name, $args];
            $written[$entity] = true;
            $writes[$key] = $this->ledger->row($name, $args, $asked, $swing);
        }
        if ($calls === []) {
            return $results;
        }
        if ($writes !== []) {
            $this->begin(array_values($writes), $essential);
        }
        return array_replace($results, $this->send($calls, $writes));
    }

    /**
     * @param array<array-key, array{string, list<mixed>}> $calls
     * @param array<array-key, Write>                      $writes
     * @return array<array-key, mixed>
     */
    private function send(array $calls, array $writes): array
    {
        $sent = array_map(static fn (array $call): array => ['method' => $call[0], 'args' => $call[1]], array_values($calls));
        try {
            $answers = $this->project->connection()->call(Connection::MULTI, [$sent]);
            if (!is_array($answers) || count($answers) !== count($sent)) {
                throw new OwsError('the answer to the batch does not fit it', null, OwsError::UNKNOWN);
            }
        } catch (OwsError $error) {
            foreach ($writes as $write) {
                $this->ledger->ended($write, $error);
            }
            throw $error;
        }
        $results = [];
        foreach (array_keys($calls) as $place => $key) {
            $results[$key] = self::result($answers[$place] ?? null);
            if (isset($writes[$key])) {
                $error = $results[$key] instanceof OwsError ? $results[$key] : null;
                $this->ledger->ended($writes[$key], $error, $results[$key]);
            }
        }
        return $results;
    }

    /** What is inside `{status, data}` (`ows.md` 2.2). */
    private static function result(mixed $answer): mixed
    {
        if (!is_array($answer) || !isset($answer['status'])) {
            return new OwsError('OWS left this call of the batch out', null, OwsError::UNKNOWN);
        }
        if ($answer['status'] === 'success') {
            return $answer['data'] ?? null;
        }
        $message = $answer['message'] ?? 'no message';
        return new OwsError(is_string($message) ? Text::short($message, 300) : 'no message');
    }

    /**
     * @param list<mixed>                          $args
     * @param \Closure(string, list<mixed>): mixed $send
     */
    private function read(string $name, array $args, \Closure $send): mixed
    {
        $this->keepLease();
        if (!$this->project->isRegistered($name)) {
            return $send($name, $args);
        }
        $write = $this->ledger->row($name, $args, '', '');
        $this->begin([$write], true);
        return $this->guarded($write, static fn (): mixed => $send($name, $args));
    }

    /**
     * Guard 9: fetch now, and write only the difference.
     *
     * @param list<mixed> $args
     * @return array{list<mixed>|null, string} what to send (null: nothing), and the swing (empty: it was not compared)
     */
    private function compare(string $name, array $args): array
    {
        [$uid, $wanted] = [$args[0] ?? null, $args[1] ?? null];
        $detail = Calls::comparedWith($name);
        $isOne = (is_string($uid) || is_int($uid)) && is_array($wanted) && !array_is_list($wanted);
        if ($detail === null || !$isOne || !Proof::isOn('compare')) {
            return [$args, ''];
        }
        try {
            $current = $this->read(
                $detail,
                [$uid, array_fill_keys(array_keys($wanted), 1)],
                fn (string $name, array $args): mixed => $this->project->connection()->call($name, $args)
            );
        } catch (OwsError $error) {
            if ($error->whether === OwsError::UNKNOWN || $error->isUnreached()) {
                throw $error;
            }
            $current = null;
        }
        if (!is_array($current)) {
            return [$args, ''];
        }
        $different = Values::difference($current, $wanted);
        if ($different === []) {
            return [null, ''];
        }
        $args[1] = $different;
        return [$args, Values::swing($current, $different)];
    }

    /** @param list<Write> $writes */
    private function begin(array $writes, bool $essential): void
    {
        $stop = $this->ledger->begin($writes, $essential);
        if ($stop !== null) {
            $this->stop($stop->reason);
        }
    }

    /** @param \Closure(): mixed $send */
    private function guarded(Write $write, \Closure $send): mixed
    {
        try {
            $result = $send();
        } catch (OwsError $error) {
            $this->ledger->ended($write, $error);
            throw $error;
        }
        $this->ledger->ended($write, null, $result);
        return $result;
    }

    private function mayWrite(): void
    {
        if ($this->stopped !== null) {
            throw new Stopped($this->stopped);
        }
        $this->keepLease();
        $paused = [...$this->project->switch->paused(), ...$this->project->store->switches->paused()];
        if (array_intersect(['*', $this->trigger->name], $paused) !== []) {
            $this->stop('paused');
        }
        if ($this->trigger->profile === 'mirror') {
            $this->stop('mirror');
        }
    }

    private function keepLease(): void
    {
        if (!($this->holdOn)()) {
            $this->stop('lease-lost');
        }
    }

    private function stop(string $reason): never
    {
        $this->stopped ??= $reason;
        throw new Stopped($reason);
    }
}
