<?php

declare(strict_types=1);

namespace Owskit;

/**
 * The kill switch outside the store: OWSKIT_PAUSED (`all`, or handlers with commas between), and a file that counts from the
 * moment it is there (empty for all, or a handler on each line).
 */
final class KillSwitch
{
    public function __construct(private readonly string $said, private readonly string $file)
    {
    }

    /** @return list<string> names of triggers, or `*` for all */
    public function paused(): array
    {
        $said = self::handlers(explode(',', $this->said));
        if (!file_exists($this->file)) {
            return $said;
        }
        // It is there: whoever put it there wants no writes, also where it cannot be read.
        $listed = self::handlers(preg_split('/\R/', (string) @file_get_contents($this->file)) ?: []);
        return array_values(array_unique([...$said, ...($listed === [] ? ['*'] : $listed)]));
    }

    /**
     * @param list<string> $names
     * @return list<string>
     */
    private static function handlers(array $names): array
    {
        $given = array_values(array_filter(array_map('trim', $names), static fn (string $name): bool => $name !== ''));
        return array_intersect($given, ['all', '*', '1', 'true', 'yes']) === [] ? $given : ['*'];
    }
}
