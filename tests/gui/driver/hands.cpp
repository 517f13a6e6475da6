// SPDX-License-Identifier: GPL-2.0-or-later
#include "hands.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QThread>
#include <cstdio>

namespace
{

constexpr int patience = 60000; // milliseconds; a busy machine is slow
constexpr int pause = 10;

template <class Widget> Widget *findByName(QObject *parent, const char *className)
{
    for (auto *widget : parent->findChildren<Widget *>())
        if (widget->inherits(className))
            return widget;
    return nullptr;
}

} // namespace

QString variable(const char *name)
{
    return qEnvironmentVariable(QByteArray("DCOMAUTH_DRIVER_").append(name).constData());
}

bool Hands::check(bool good, const QString &what, const QString &detail)
{
    number_++;
    failures_ += !good;
    fprintf(stderr, "%s %d - %s%s%s\n", good ? "ok" : "not ok", number_, qPrintable(what),
            good || detail.isEmpty() ? "" : ": ", good ? "" : qPrintable(detail));
    return good;
}

void Hands::rest(int milliseconds)
{
    QElapsedTimer clock;

    clock.start();
    do {
        QApplication::processEvents(QEventLoop::AllEvents, pause);
        QThread::msleep(2);
    } while (clock.elapsed() < milliseconds);
}

bool Hands::wait(const QString &what, const std::function<bool()> &condition)
{
    QElapsedTimer clock;

    clock.start();
    while (!condition()) {
        if (clock.elapsed() > patience)
            return check(false, what, QStringLiteral("waited in vain"));
        rest(pause);
    }
    return true;
}

// --- Wireshark ---

bool Hands::findWindow()
{
    return wait(QStringLiteral("main window"), [this] {
        for (QWidget *widget : QApplication::topLevelWidgets())
            if (widget->inherits("WiresharkMainWindow") && widget->isVisible())
                window_ = static_cast<QMainWindow *>(widget);
        return window_ != nullptr;
    });
}

bool Hands::findPane()
{
    const bool found = wait(QStringLiteral("pane"), [this] {
        dock_ = window_->findChild<QDockWidget *>(QStringLiteral("dcomauthPane"));
        return dock_ != nullptr;
    });

    if (!found)
        return false;
    list_ = findByName<QAbstractItemView>(dock_, "FindingList");
    ladder_ = findByName<QWidget>(dock_, "LadderView");
    details_ = findByName<QTextBrowser>(dock_, "DetailsView");
    return list_ && ladder_ && details_;
}

bool Hands::open(const QString &file)
{
    return QMetaObject::invokeMethod(window_, "openCaptureFile", Q_ARG(QString, file));
}

void Hands::close()
{
    trigger("actionFileClose");
}

void Hands::trigger(const char *action)
{
    auto *found = window_->findChild<QAction *>(QLatin1String(action));

    if (found)
        found->trigger();
    else
        check(false, QStringLiteral("action %1").arg(QLatin1String(action)));
}

QAbstractItemView *Hands::packets() const
{
    return findByName<QAbstractItemView>(window_, "PacketList");
}

quint32 Hands::currentPacket() const
{
    const QModelIndex index = packets()->currentIndex();

    return index.isValid() ? index.sibling(index.row(), 0).data().toUInt() : 0;
}

bool Hands::selectPacket(quint32 number)
{
    const QAbstractItemModel *model = packets()->model();

    for (int row = 0; row < model->rowCount(); row++) {
        const QModelIndex index = model->index(row, 0);

        if (index.data().toUInt() != number)
            continue;
        packets()->setCurrentIndex(index);
        return true;
    }
    return false;
}

int Hands::displayedPackets() const
{
    return packets()->model()->rowCount();
}

QString Hands::filterText() const
{
    auto *box = window_->findChild<QComboBox *>(QStringLiteral("displayFilterComboBox"));

    if (!box)
        box = findByName<QComboBox>(window_, "DisplayFilterCombo");
    return box ? box->currentText() : QStringLiteral("?");
}

void Hands::setFilter(const QString &filter)
{
    QMetaObject::invokeMethod(window_, "filterPackets", Q_ARG(QString, filter), Q_ARG(bool, true));
}

// As the menu of the status bar does.
void Hands::switchProfile(const QString &name)
{
    QAction action(nullptr);
    auto *bar = findByName<QWidget>(window_, "MainStatusBar");

    action.setProperty("profile_name", name);
    check(bar && QObject::connect(&action, SIGNAL(triggered()), bar, SLOT(switchToProfile())),
          QStringLiteral("profile %1").arg(name));
    action.trigger();
}

void Hands::askFor(const QString &name)
{
    QFile file(variable("FOLDER") + QLatin1Char('/') + name);

    if (!file.open(QIODevice::WriteOnly))
        check(false, name);
}

// --- the pane ---

QString Hands::label(const char *name) const
{
    auto *found = dock_->findChild<QLabel *>(QLatin1String(name));

    return found && !found->isHidden() ? found->text() : QString();
}

void Hands::press(const char *action)
{
    auto *found = dock_->findChild<QAction *>(QLatin1String(action));

    if (found && found->isEnabled())
        found->trigger();
    else
        check(false, QStringLiteral("button %1").arg(QLatin1String(action)));
}

int Hands::causeCount() const
{
    return list_->model()->rowCount();
}

int Hands::findingCount() const
{
    const QAbstractItemModel *model = list_->model();
    int count = 0;

    for (int row = 0; row < model->rowCount(); row++)
        count += model->rowCount(model->index(row, 0));
    return count;
}

bool Hands::waitForFindings(int count)
{
    return wait(QStringLiteral("%1 findings").arg(count),
                [this, count] { return findingCount() == count; });
}

bool Hands::waitForText(const char *name, const QString &text)
{
    return wait(QStringLiteral("\"%1\"").arg(text),
                [this, name, text] { return label(name).contains(text); });
}

QModelIndex Hands::rowOfFinding(int finding) const
{
    const QAbstractItemModel *model = list_->model();

    for (int i = 0; i < model->rowCount(); i++) {
        const QModelIndex cause = model->index(i, 0);

        for (int j = 0; j < model->rowCount(cause); j++)
            if (model->index(j, 0, cause).data(FindingRole).toInt() == finding)
                return model->index(j, 0, cause);
    }
    return {};
}

QString Hands::cell(const QModelIndex &row, int column) const
{
    return row.sibling(row.row(), column).data().toString();
}

int Hands::currentFinding() const
{
    return list_->currentIndex().data(FindingRole).toInt();
}

void Hands::clickRow(const QModelIndex &row)
{
    list_->scrollTo(row);
    click(list_->viewport(), list_->visualRect(row).center());
    rest(200);
}

int Hands::messages() const
{
    int count = 0;

    while (messageRect(count).isValid())
        count++;
    return count;
}

QString Hands::messageText(int message) const
{
    QString text;

    QMetaObject::invokeMethod(ladder_, "messageText", Q_RETURN_ARG(QString, text),
                              Q_ARG(int, message));
    return text;
}

QRect Hands::messageRect(int message) const
{
    QRect rect;

    QMetaObject::invokeMethod(ladder_, "messageRect", Q_RETURN_ARG(QRect, rect),
                              Q_ARG(int, message));
    return rect;
}

void Hands::clickMessage(int message)
{
    auto *area = static_cast<QAbstractScrollArea *>(ladder_);
    const QRect rect = messageRect(message);

    area->verticalScrollBar()->setValue(area->verticalScrollBar()->value() + rect.center().y() -
                                        area->viewport()->height() / 2);
    click(area->viewport(),
          QPoint(area->viewport()->width() / 2, messageRect(message).center().y()));
    rest(200);
}

bool Hands::followLink(const QString &address)
{
    for (QTextBlock block = details_->document()->begin(); block.isValid(); block = block.next()) {
        for (auto i = block.begin(); !i.atEnd(); ++i) {
            const QTextFragment fragment = i.fragment();

            if (!fragment.charFormat().anchorHref().startsWith(address))
                continue;
            QTextCursor cursor(details_->document());

            cursor.setPosition(fragment.position());
            details_->setTextCursor(cursor);
            details_->ensureCursorVisible();
            cursor.setPosition(fragment.position() + 1);
            click(details_->viewport(), details_->cursorRect(cursor).center() - QPoint(2, 0));
            rest(200);
            return true;
        }
    }
    return false;
}

QStringList Hands::commands() const
{
    QStringList list;

    QMetaObject::invokeMethod(details_, "commands", Q_RETURN_ARG(QStringList, list));
    return list;
}

// --- events ---

void Hands::click(QWidget *widget, const QPoint &at)
{
    clicks_++;
    for (auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
        const auto buttons = type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton;
        QMouseEvent event(type, QPointF(at), QPointF(widget->mapToGlobal(at)), Qt::LeftButton,
                          buttons, Qt::NoModifier);

        QApplication::sendEvent(widget, &event);
    }
}

void Hands::key(QWidget *widget, int key, Qt::KeyboardModifiers modifiers)
{
    const QString text = key == Qt::Key_Return ? QStringLiteral("\r") : QString();

    for (auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent event(type, key, modifiers, text);

        QApplication::sendEvent(widget, &event);
    }
}
