<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

/** Calls what triggers.yaml does not say. */
return function (Event $event, Ows $ows): Decision {
    $ows->call('VacancyService.setExtraFieldValue', $event->uid, '1', 'seen');
    return Decision::done();
};
