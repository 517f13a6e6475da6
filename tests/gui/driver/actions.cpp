// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenarios.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QTimer>

namespace
{

QString clipboard()
{
    return QApplication::clipboard()->text();
}

void filter(Hands &hands)
{
    const int all = hands.displayedPackets();

    hands.clickRow(hands.rowOfFinding(2));
    hands.press("dcomauthFilter");
    hands.rest(500);
    hands.check(hands.filterText() == QStringLiteral("dcomauth.finding == 2"),
                QStringLiteral("Filter shows a finding"), hands.filterText());
    hands.check(hands.displayedPackets() > 1 && hands.displayedPackets() < all,
                QStringLiteral("and only its packets"));
    hands.press("dcomauthClear");
    hands.rest(500);
    hands.check(hands.displayedPackets() == all, QStringLiteral("Clear filter shows all packets"));
    hands.clickRow(hands.list()->model()->index(0, 0));
    hands.press("dcomauthFilter");
    hands.rest(500);
    hands.check(hands.displayedPackets() > 1 && hands.displayedPackets() < all,
                QStringLiteral("Filter shows a cause"), hands.filterText());
    hands.press("dcomauthClear");
    hands.rest(500);
}

// Wireshark's own way, which needs no pane.
void conversationFilter(Hands &hands)
{
    QAction *found = nullptr;

    hands.clickRow(hands.rowOfFinding(2));
    for (QAction *action : hands.window()->findChildren<QAction *>())
        if (action->text() == QStringLiteral("DCOM auth finding"))
            found = action;
    if (!hands.check(found && found->isEnabled(), QStringLiteral("a conversation filter")))
        return;
    found->trigger();
    hands.rest(500);
    hands.check(hands.filterText() == QStringLiteral("dcomauth.finding == 2"),
                QStringLiteral("it shows the finding of the packet"), hands.filterText());
    hands.press("dcomauthClear");
    hands.rest(500);
}

void copy(Hands &hands)
{
    hands.clickRow(hands.rowOfFinding(2));
    hands.press("dcomauthCopy");
    hands.check(clipboard().contains(QStringLiteral("Finding 2:")),
                QStringLiteral("Copy copies a finding"), clipboard());
    hands.clickRow(hands.list()->model()->index(0, 0));
    hands.press("dcomauthCopy");
    hands.check(clipboard().contains(QStringLiteral("Finding")) &&
                    !clipboard().startsWith(QStringLiteral("Finding 2:")),
                QStringLiteral("Copy copies a cause"), clipboard());
    hands.clickRow(hands.rowOfFinding(1));
    const QStringList commands = hands.commands();

    hands.check(!commands.isEmpty(), QStringLiteral("there are commands"));
    hands.check(hands.followLink(QStringLiteral("copy:0")), QStringLiteral("with a button"));
    hands.check(!commands.isEmpty() && clipboard() == commands[0],
                QStringLiteral("which copies the whole command"), clipboard());
    hands.check(hands.label("dcomauthNote").startsWith(QStringLiteral("Copied: ")),
                QStringLiteral("and says so"), hands.label("dcomauthNote"));
}

// The dialog has an event loop of its own: what is to happen in it is arranged before.
QByteArray save(Hands &hands, const QString &path)
{
    QTimer::singleShot(700, qApp, [path] {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            auto *dialog = qobject_cast<QFileDialog *>(widget);

            if (!dialog || !dialog->isVisible())
                continue;
            dialog->findChild<QLineEdit *>()->setText(path);
            QMetaObject::invokeMethod(dialog, "accept");
        }
    });
    hands.press("dcomauthSave");
    QFile file(path);

    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void saveAll(Hands &hands)
{
    const struct {
        const char *suffix;
        const char *begin;
    } forms[] = {{"html", "<!DOCTYPE html>"}, {"json", "{"}, {"csv", "id,"}, {"txt", "DCOM auth"}};

    for (const auto &form : forms) {
        const QString suffix = QLatin1String(form.suffix);
        const QByteArray saved =
            save(hands, variable("FOLDER") + QStringLiteral("/report.") + suffix);

        hands.check(saved.size() > 500 && saved.left(100).contains(form.begin),
                    QStringLiteral("a report is saved as %1").arg(suffix),
                    QString::fromUtf8(saved.left(60)));
    }
    save(hands, QStringLiteral("/proc/report.html"));
    hands.check(!hands.label("dcomauthNote").startsWith(QStringLiteral("Saved")),
                QStringLiteral("what cannot be saved is not said to be"));
}

} // namespace

void playActions(Hands &hands)
{
    if (!hands.findPane())
        return;
    hands.open(variable("FILE"));
    hands.waitForFindings(4);
    hands.rest(500);
    filter(hands);
    conversationFilter(hands);
    copy(hands);
    saveAll(hands);
}
