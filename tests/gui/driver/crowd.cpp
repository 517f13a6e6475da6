// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include "flat_list.h"

#include <QApplication>
#include <QTimer>
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else // nothing is counted
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_DUMP_STATS_AT(name) (void)(name)
#endif

namespace
{

constexpr int loading = 1500; // seconds; valgrind is slow

QObject *findWatch(Hands &hands)
{
    for (QObject *child : hands.dock()->children())
        if (child->inherits("CaptureWatch"))
            return child;
    return nullptr;
}

bool waitForPackets(Hands &hands, int count)
{
    for (int i = 0; i < loading && hands.displayedPackets() < count; i++)
        hands.rest(1000);
    return hands.check(hands.displayedPackets() >= count, QStringLiteral("%1 packets").arg(count),
                       QString::number(hands.displayedPackets()));
}

// A view lays out its rows when somebody asks where they are; then its window paints what has been
// marked, and nothing else.
void show(QAbstractItemView *view)
{
    QEvent paint(QEvent::UpdateRequest);

    view->indexAt(QPoint(1, 1));
    QApplication::sendEvent(view->window(), &paint);
}

// What has to be laid out and painted after it belongs to a change.
void measure(QAbstractItemView *view, const char *name, const std::function<void()> &change)
{
    show(view);
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    change();
    show(view);
    CALLGRIND_DUMP_STATS_AT(name);
    CALLGRIND_STOP_INSTRUMENTATION;
}

void look(QObject *watch)
{
    QMetaObject::invokeMethod(watch, "look");
}

// The same findings where a list does not know what has changed.
void measureReset(Hands &hands)
{
    FlatList list(hands.list()->model());

    list.resize(hands.list()->size());
    list.show();
    hands.rest(2000);
    hands.check(list.count() == hands.findingCount(), QStringLiteral("a flat list of as many"));
    measure(&list, "reset", [&list] { list.reload(); });
}

} // namespace

// A capture from a pipe with very many findings, of which the last is held back: BEFORE packets at
// first, then ALL. What a refresh costs after that one, and what a reset of a list does.
void playCrowd(Hands &hands)
{
    QObject *watch = hands.findPane() ? findWatch(hands) : nullptr;

    if (!hands.check(watch, QStringLiteral("what watches the capture")) ||
        !waitForPackets(hands, variable("BEFORE").toInt()))
        return;
    hands.rest(3000);
    look(watch);
    const int before = hands.findingCount();

    measure(hands.list(), "idle", [watch] { look(watch); });
    watch->findChild<QTimer *>()->stop();
    hands.askFor(QStringLiteral("more"));
    waitForPackets(hands, variable("ALL").toInt());
    hands.rest(2000);
    measure(hands.list(), "refresh", [watch] { look(watch); });
    hands.check(hands.findingCount() > before, QStringLiteral("%1 findings").arg(before + 1),
                QString::number(hands.findingCount()));
    measureReset(hands);
}
