<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows, OwsError};

/** A handler of the proof: behaves as the record that it is woken for says (`extraInfo1`). */
return function (Event $event, Ows $ows): Decision {
    $uid = $event->uid;
    if ($uid === null) {
        return Decision::skip('no record');
    }
    $normal = static fn (mixed $title): string => strtoupper(trim((string) $title));
    $newValue = static fn (): string => bin2hex(random_bytes(16));

    if (str_starts_with($event->serviceCall, 'CandidateService.')) {
        // Two handlers of which each writes the call that wakes the other.
        $record = $ows->call('CandidateService.getDetail', $uid, ['extraInfo1' => 1]);
        if ($event->serviceCall === 'CandidateService.update') {
            $ows->update('CandidateService.updateEx', $uid, ['note' => $newValue()]);
        } elseif (($record['extraInfo1'] ?? '') === 'cycle') {
            $ows->update('CandidateService.update', $uid, ['note' => $newValue()]);
        } else {
            $some = $ows->call('VacancyService.getListEx', ['limit' => 1])['listOutput'][0]['uid'];
            $ows->call('VacancyService.setExtraFieldValue', $some, '1', 'reacted');
        }
        return Decision::done();
    }

    $record = $ows->call('VacancyService.getDetail', $uid, ['title' => 1, 'extraInfo1' => 1, 'extraInfo2' => 1]);
    $title = (string) ($record['title'] ?? '');
    switch ($record['extraInfo1'] ?? 'none') {
        case 'normalise':
            $ows->update('VacancyService.update', $uid, ['title' => $normal($title)]);
            break;
        case 'essential':
            $ows->essential()->update('VacancyService.update', $uid, ['title' => $normal($title)]);
            break;
        case 'careful':
            try {
                $ows->update('VacancyService.update', $uid, ['title' => $normal($title)]);
            } catch (OwsError) {
                return Decision::skip('refused');
            }
            break;
        case 'stamp':
            $ows->update('VacancyService.update', $uid, ['description' => $newValue()]);
            break;
        case 'restamp':
            $ows->update('VacancyService.update', $uid, ['title' => $newValue()]);
            break;
        case 'follow':
            $ows->update('VacancyService.update', $uid, ['location' => "place of $title"]);
            break;
        case 'mail':
            if ($ows->update('VacancyService.update', $uid, ['title' => $normal($title)]) !== null) {
                $mail = ['subject' => 'normalised', 'htmlMessage' => '', 'To' => 'proof@example.com'];
                $ows->call('EmailService.send', $mail);
            }
            break;
        case 'five':
            foreach ([$uid, ...explode(',', (string) ($record['extraInfo2'] ?? ''))] as $each) {
                $other = $ows->call('VacancyService.getDetail', $each, ['title' => 1]);
                $ows->update('VacancyService.update', $each, ['title' => $normal($other['title'] ?? '')]);
            }
            break;
        case 'batch':
            if ($title !== $normal($title)) {
                $ows->batch([['VacancyService.update', $uid, ['title' => $normal($title)]]]);
            }
            break;
    }
    return Decision::done();
};
