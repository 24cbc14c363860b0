<?php

declare(strict_types=1);

namespace Owskit;

/**
 * Guards 1 and 10 to 12, as plain functions of what the store knows: before a handler runs, and before each write. Guard 8
 * is the lease that the worker holds, guard 9 is in GuardedCalls.php.
 */
final class WriteGuards
{
    public function __construct(private readonly int $dailyLimit)
    {
    }

    /** Whether the handler may run on this record at all. */
    public function beforeRun(string $handler, Limits $limits, int $now): ?Stop
    {
        return $this->killSwitch($handler, $limits)
            ?? $this->quarantine($limits)
            ?? $this->openBreaker($limits, $now)
            ?? $this->tooMany($limits->arrivals10Minutes > Bounds::JOBS_IN_10_MINUTES, $limits, $now);
    }

    /** Whether the write may go out. A read that is in the ledger only for its echo may always. */
    public function beforeWrite(Write $write, Limits $limits, bool $essential): ?Stop
    {
        if (!$write->counted) {
            return null;
        }
        return $this->killSwitch($write->handler, $limits)
            ?? $this->budget($limits, $essential)
            ?? $this->quarantine($limits)
            ?? $this->openBreaker($limits, $write->at)
            ?? $this->tooMany(
                $limits->writes10Minutes >= Bounds::WRITES_IN_10_MINUTES || $limits->writes24Hours >= Bounds::WRITES_IN_24_HOURS,
                $limits,
                $write->at
            )
            ?? $this->oscillation($write, $limits);
    }

    /** Whether this one is the day's first of the last 30 %: nothing stops, but somebody should know. */
    public function warnAt(int $spent): void
    {
        if ($spent === intdiv($this->dailyLimit * Bounds::WARN + 99, 100)) {
            Log::line(['level' => 'warning', 'reason' => 'budget', 'spent' => $spent, 'of' => $this->dailyLimit]);
        }
    }

    /** 1. A person has paused the handler, or all. */
    private function killSwitch(string $handler, Limits $limits): ?Stop
    {
        return array_intersect(['*', $handler], $limits->paused) === [] ? null : new Stop('paused');
    }

    /** 12. The day's deliveries are nearly used up; what is left is for people. */
    private function budget(Limits $limits, bool $essential): ?Stop
    {
        $isShort = $this->reaches($essential ? Bounds::NO_WRITES : Bounds::ESSENTIAL_ONLY, $limits);
        return $isShort && Proof::isOn('budget') ? new Stop('budget') : null;
    }

    /** 11. Locked by an earlier oscillation until a person lifts it. */
    private function quarantine(Limits $limits): ?Stop
    {
        return Proof::isOn('oscillation') && $limits->quarantined ? new Stop('quarantined') : null;
    }

    /** 10. Open from an earlier time. */
    private function openBreaker(Limits $limits, int $now): ?Stop
    {
        return Proof::isOn('breaker') && $limits->breakerUntil > $now ? new Stop('breaker') : null;
    }

    /** 10. Opens: an hour, and twice as long each time, until it was closed for a day. */
    private function tooMany(bool $isTooMany, Limits $limits, int $now): ?Stop
    {
        if (!$isTooMany || !Proof::isOn('breaker')) {
            return null;
        }
        $level = $limits->breakerUntil > 0 && $now - $limits->breakerUntil < Bounds::DAY ? $limits->breakerLevel + 1 : 1;
        $hours = min(Bounds::LONGEST_OPEN_HOURS, 2 ** min($level - 1, 10));
        return new Stop('breaker', breaker: [$now + $hours * Bounds::HOUR, $level]);
    }

    /** 11. The same fields from the same values to the same values for the third time: somebody puts them back. */
    private function oscillation(Write $write, Limits $limits): ?Stop
    {
        $isThird = $write->swing !== '' && $limits->swings >= Bounds::SWINGS;
        return $isThird && Proof::isOn('oscillation') ? new Stop('quarantined', quarantine: true) : null;
    }

    private function reaches(int $percent, Limits $limits): bool
    {
        return $limits->spent * 100 >= $this->dailyLimit * $percent;
    }
}
