<?php

declare(strict_types=1);

namespace Owskit;

/** What the names of service calls say. */
final class Calls
{
    private const READS = '/\A(?:get|check|fetch|merge)(?![a-z])/';

    /** Whether a call changes nothing. An unknown verb may. */
    public static function isRead(string $name): bool
    {
        return preg_match(self::READS, self::verb($name)) === 1;
    }

    /** The call that reads back what this one writes; null where nothing is known that does. */
    public static function comparedWith(string $name): ?string
    {
        $isUpdate = in_array(self::verb($name), ['update', 'updateEx'], true);
        return $isUpdate && str_contains($name, '.') && Entities::hasUid($name) ? explode('.', $name)[0] . '.getDetail' : null;
    }

    public static function short(string $name): string
    {
        return str_starts_with($name, Delivery::PREFIX) ? substr($name, strlen(Delivery::PREFIX)) : $name;
    }

    private static function verb(string $name): string
    {
        return substr($name, (int) strrpos('.' . $name, '.'));
    }
}
