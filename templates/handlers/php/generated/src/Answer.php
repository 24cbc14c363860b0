<?php

declare(strict_types=1);

namespace Owskit;

/** The JSON that a delivery is answered, which OTYS keeps in its own log: under 1 kB, whatever the reasons are. */
final class Answer
{
    private const LONGEST_REASON = 120;
    private const LARGEST = 1000;

    /**
     * @param list<Outcome>          $outcomes
     * @param array{int, int}|null   $budget   deliveries today and how many there can be; left out where nobody knows
     */
    public static function of(string $root, array $outcomes, ?array $budget = null): string
    {
        $outcomes = array_map(static fn (Outcome $one): Outcome => self::short($one, self::LONGEST_REASON), $outcomes);
        $body = self::body($root, $outcomes, $budget);
        if (strlen($body) > self::LARGEST) {
            $outcomes = array_map(static fn (Outcome $one): Outcome => self::short($one, 24), $outcomes);
            $first = self::mostActive($outcomes);
            $others = array_filter($outcomes, static fn (Outcome $one): bool => $one !== $first);
            $outcomes = [$first, ...$others];
            $body = self::body($root, $outcomes, $budget);
        }
        while (strlen($body) > self::LARGEST && count($outcomes) > 1) {
            array_pop($outcomes);
            $body = self::body($root, $outcomes, $budget);
        }
        return $body;
    }

    /** @param non-empty-list<Outcome> $outcomes */
    public static function mostActive(array $outcomes): Outcome
    {
        $rank = array_flip(Decision::ACTIVITY);
        usort($outcomes, static fn (Outcome $a, Outcome $b): int => $rank[$a->decision->decision] <=> $rank[$b->decision->decision]);
        return $outcomes[0];
    }

    /**
     * @param list<Outcome>        $outcomes
     * @param array{int, int}|null $budget
     */
    private static function body(string $root, array $outcomes, ?array $budget): string
    {
        $first = self::mostActive($outcomes);
        $body = ['owskit' => 1] + self::shown($first) + ['root' => $root, 'hop' => $first->hop];
        if ($budget !== null) {
            $body['budget'] = $budget;
        }
        if (count($outcomes) > 1) {
            $body['triggers'] = array_map(self::shown(...), $outcomes);
        }
        return json_encode($body, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
    }

    /** @return array{trigger: ?string, decision: string, reason: string} */
    private static function shown(Outcome $one): array
    {
        return ['trigger' => $one->trigger, 'decision' => $one->decision->decision, 'reason' => $one->decision->reason];
    }

    private static function short(Outcome $one, int $longest): Outcome
    {
        return new Outcome($one->trigger, new Decision($one->decision->decision, Text::short($one->decision->reason, $longest)), $one->hop);
    }
}
