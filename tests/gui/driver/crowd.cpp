// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QSortFilterProxyModel>
#include <QTreeView>
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

// What comes to be seen belongs to it.
void measure(Hands &hands, const char *name, const std::function<void()> &change)
{
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
    change();
    hands.list()->viewport()->repaint();
    CALLGRIND_DUMP_STATS_AT(name);
    CALLGRIND_STOP_INSTRUMENTATION;
}

// As where a list does not know what has changed.
void resetList(Hands &hands)
{
    auto *view = static_cast<QTreeView *>(hands.list());
    auto *proxy = static_cast<QSortFilterProxyModel *>(view->model());
    QAbstractItemModel *tree = proxy->sourceModel();

    proxy->setSourceModel(nullptr);
    proxy->setSourceModel(tree);
    for (int row = 0; row < proxy->rowCount(); row++)
        view->setExpanded(proxy->index(row, 0), true);
}

void look(QObject *watch)
{
    QMetaObject::invokeMethod(watch, "look");
}

} // namespace

// A capture from a pipe with very many findings, of which the last is held back: BEFORE packets at
// first, then ALL. What a refresh costs after that one, and what a reset of the list does.
void playCrowd(Hands &hands)
{
    QObject *watch = hands.findPane() ? findWatch(hands) : nullptr;

    if (!hands.check(watch, QStringLiteral("what watches the capture")) ||
        !waitForPackets(hands, variable("BEFORE").toInt()))
        return;
    hands.rest(3000);
    look(watch);
    const int before = hands.findingCount();

    measure(hands, "idle", [watch] { look(watch); });
    watch->blockSignals(true);
    hands.askFor(QStringLiteral("more"));
    waitForPackets(hands, variable("ALL").toInt());
    hands.rest(2000);
    watch->blockSignals(false);
    measure(hands, "refresh", [watch] { look(watch); });
    hands.check(hands.findingCount() > before, QStringLiteral("%1 findings").arg(before + 1),
                QString::number(hands.findingCount()));
    measure(hands, "reset", [&hands] { resetList(hands); });
}
