<?php

declare(strict_types=1);

namespace Owskit;

/** What time it is: the machine's, or in a proof the one of OWSKIT_CLOCK_URL, which can be moved. */
final class Clock
{
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
        return $this->url === null ? (int) (microtime(true) * 1000) : self::asked($this->url);
    }

    /** What the clock's address answers: `{"epoch": seconds}`. */
    private static function asked(string $url): int
    {
        $answer = @file_get_contents($url, false, stream_context_create(['http' => ['timeout' => 5]]));
        $epoch = $answer === false ? null : (Json::decode($answer)['epoch'] ?? null);
        if (!is_int($epoch) && !is_float($epoch)) {
            throw new \RuntimeException('OWSKIT_CLOCK_URL says no time');
        }
        return (int) round($epoch * 1000);
    }
}
