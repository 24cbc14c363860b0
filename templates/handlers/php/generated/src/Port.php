<?php

declare(strict_types=1);

namespace Owskit;

/** Where PHP's own web server is to listen. It says itself only in words that an address can be used by nobody else. */
final class Port
{
    /**
     * The port that was asked for, or a free one for 0.
     *
     * @throws CannotStart where it is taken
     */
    public static function free(string $host, int $port): int
    {
        $name = str_contains($host, ':') ? "[$host]" : $host;
        $listener = @stream_socket_server("tcp://$name:$port", $code, $why);
        if ($listener === false) {
            throw new CannotStart("PORT $port on $host cannot be used ($why). Set another.");
        }
        $address = (string) stream_socket_get_name($listener, false);
        fclose($listener);
        return (int) substr($address, (int) strrpos($address, ':') + 1);
    }
}
