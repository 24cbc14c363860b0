<?php

declare(strict_types=1);

namespace Owskit;

/** What the names of service calls say. */
final class Calls
{
    private const ENVELOPES = [Connection::MULTI, Connection::WRAP];
    private const SESSIONS = ['login', 'loginByUid', 'loginAs', 'logout'];
    /** Of the calls that have no service the one that is left for a handler. */
    private const BARE = ['check'];
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

    /**
     * The short name of a call that a handler wants to make.
     *
     * @throws OwsError where it may not, or there is no such call
     */
    public static function ofHandler(string $name): string
    {
        $short = self::short($name);
        if (in_array($short, self::ENVELOPES, true)) {
            throw new OwsError('an envelope is no call of its own: `batch` makes several calls at once, `language` one in a language');
        }
        if (in_array($short, self::SESSIONS, true)) {
            throw new OwsError('logging in and out is done for you');
        }
        if (!str_contains($short, '.') && !in_array($short, self::BARE, true)) {
            throw new OwsError(Text::short($short, 60) . ' is no service call: XService.method is expected');
        }
        return $short;
    }

    private static function verb(string $name): string
    {
        return substr($name, (int) strrpos('.' . $name, '.'));
    }
}
