<?php

declare(strict_types=1);

namespace Owskit;

/** What time it is: the machine's, or in a proof the one of OWSKIT_CLOCK_URL, which can be moved. */
final class Clock
{
    /** Where nobody answers it goes on from the last answer: a proof may stop its clock first. */
    private int $offset = 0;

    /** @param (\Closure(): int)|null $instead of both, for tests */
    public function __construct(private readonly ?string $url = null, private readonly ?\Closure $instead = null)
    {
    }

    /** Milliseconds since 1970. */
    public function now(): int
    {
        if ($this->instead !== null) {
            return ($this->instead)();
        }
        $machine = (int) (microtime(true) * 1000);
        if ($this->url !== null && ($asked = self::asked($this->url)) !== null) {
            $this->offset = $asked - $machine;
        }
        return $machine + $this->offset;
    }

    /** What the clock's address answers: `{"epoch": seconds}`. */
    private static function asked(string $url): ?int
    {
        $answer = @file_get_contents($url, false, stream_context_create(['http' => ['timeout' => 2]]));
        $epoch = $answer === false ? null : (Json::decode($answer)['epoch'] ?? null);
        return is_int($epoch) || is_float($epoch) ? (int) round($epoch * 1000) : null;
    }
}
