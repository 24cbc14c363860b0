<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Writes a value that is another one each time. */
return function (Event $event, Ows $ows): Decision {
    $now = $ows->call('VacancyService.getDetail', $event->uid, ['extraInfo9' => 1]);
    $next = (string) ((int) ($now['extraInfo9'] ?? 0) + 1);
    $ows->update('VacancyService.update', $event->uid, ['extraInfo9' => $next]);
    return Decision::done();
};
