// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QMultiMap>
#include <QTreeWidget>

namespace
{

QWidget *findWindow(const char *className)
{
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (widget->inherits(className) && widget->isVisible())
            return widget;
    return nullptr;
}

QWidget *waitForWindow(Hands &hands, const char *className)
{
    hands.wait(QLatin1String(className), [className] { return findWindow(className) != nullptr; });
    return findWindow(className);
}

QString plain(const QAction *action)
{
    return action->text().remove(QLatin1Char('&')).remove(QLatin1Char('\t'));
}

using Entries = QMultiMap<QString, QAction *>;

// The plugin's, also in menus of the menu, with the names of these.
void collect(const QMenu *menu, const QString &path, Entries *found)
{
    for (QAction *action : menu->actions()) {
        const QString text = path + plain(action);

        if (action->menu())
            collect(action->menu(), text + QStringLiteral("/"), found);
        else if (action->isVisible() && text.contains(QStringLiteral("DCOM")))
            found->insert(text, action);
    }
}

// One entry for each thing, and no thing twice.
Entries menu(Hands &hands)
{
    const QStringList wanted = {QStringLiteral("DCOM auth diagnosis/Report"),
                                QStringLiteral("DCOM auth diagnosis: KDCs"),
                                QStringLiteral("DCOM auth diagnosis: causes"),
                                QStringLiteral("DCOM auth diagnosis: findings")};
    auto *statistics = hands.window()->findChild<QMenu *>(QStringLiteral("menuStatistics"));
    Entries entries;

    if (!hands.check(statistics, QStringLiteral("menu Statistics")))
        return entries;
    collect(statistics, {}, &entries);
    hands.check(QStringList(entries.keys()) == wanted, QStringLiteral("an entry for each thing"),
                QStringList(entries.keys()).join(QStringLiteral(", ")));
    return entries;
}

void table(Hands &hands, QAction *entry)
{
    if (!hands.check(entry, QStringLiteral("the table of findings")))
        return;
    entry->trigger();
    QWidget *dialog = waitForWindow(hands, "SimpleStatisticsDialog");
    auto *tree = dialog ? dialog->findChild<QTreeWidget *>() : nullptr;

    if (!hands.check(tree, QStringLiteral("its window")))
        return;
    hands.wait(QStringLiteral("rows"), [tree] {
        return tree->topLevelItemCount() == 1 && tree->topLevelItem(0)->childCount() == 4;
    });
    dialog->close();
}

void flowGraph(Hands &hands)
{
    hands.trigger("actionStatisticsFlowGraph");
    QWidget *dialog = waitForWindow(hands, "SequenceDialog");
    auto *types = dialog ? dialog->findChild<QComboBox *>(QStringLiteral("flowComboBox")) : nullptr;
    auto *hint = dialog ? dialog->findChild<QLabel *>(QStringLiteral("hintLabel")) : nullptr;

    if (!hands.check(types && hint, QStringLiteral("the flow graph")))
        return;
    hands.rest(2500); // it begins with another type
    const int ours = types->findText(QStringLiteral("DCOM auth findings"));
    const QString before = hint->text();

    if (!hands.check(ours >= 0, QStringLiteral("has the findings as a type")))
        return;
    types->setCurrentIndex(ours);
    emit types->activated(ours);
    hands.rest(1500);
    hands.check(hint->text() != before, QStringLiteral("which it draws"), hint->text());
    dialog->close();
}

} // namespace

void playStatistics(Hands &hands)
{
    hands.open(variable("FILE"));
    hands.wait(QStringLiteral("packets"), [&hands] { return hands.displayedPackets() > 100; });
    table(hands, menu(hands).value(QStringLiteral("DCOM auth diagnosis: findings")));
    flowGraph(hands);
}
