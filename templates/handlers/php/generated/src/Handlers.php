<?php

declare(strict_types=1);

namespace Owskit;

/** The functions of the person, by trigger. */
final class Handlers
{
    /**
     * @param list<Trigger> $triggers
     * @return array<string, \Closure(Event, Ows): Decision>
     * @throws CannotStart where a file is missing, is no PHP, or gives back no function
     */
    public static function load(array $triggers, ?string $folder = null): array
    {
        $handlers = [];
        foreach ($triggers as $trigger) {
            $file = ($folder ?? dirname(__DIR__, 2) . '/handlers') . '/' . $trigger->handler;
            try {
                $handler = is_file($file) ? require $file : throw new CannotStart("handlers/{$trigger->handler} is not there.");
            } catch (\ParseError $error) {
                throw new CannotStart("handlers/{$trigger->handler}:{$error->getLine()}: this is not PHP.");
            } catch (CannotStart $error) {
                throw $error;
            } catch (\Throwable $error) {
                throw new CannotStart("handlers/{$trigger->handler}: cannot be read (" . $error::class . ' at ' . Place::of($error) . ').');
            }
            if (!$handler instanceof \Closure) {
                throw new CannotStart("handlers/{$trigger->handler}: it does not return function (Event \$event, Ows \$ows): Decision.");
            }
            $handlers[$trigger->name] = $handler;
        }
        return $handlers;
    }
}
