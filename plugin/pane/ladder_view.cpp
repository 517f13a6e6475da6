// SPDX-License-Identifier: GPL-2.0-or-later
#include "ladder_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

LadderView::LadderView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Messages of the finding"));
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
}

QSize LadderView::sizeHint() const
{
    return QSize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 16);
}

void LadderView::show(const pane_detail *detail)
{
    layout_.take(detail);
    cursor_ = -1;
    layOut();
    horizontalScrollBar()->setValue(0);
    verticalScrollBar()->setValue(0);
    wanted_ = firstFailure();
    bringIntoView(wanted_);
}

int LadderView::firstFailure() const
{
    for (int i = 0; i < messageCount(); i++)
        if (layout_.messages()[i].failed)
            return i;
    return -1;
}

void LadderView::setCurrentFrame(quint32 frame)
{
    currentFrame_ = frame;
    viewport()->update();
}

// --- for readers that do not look ---

int LadderView::messageCount() const
{
    return int(layout_.messages().size());
}

QString LadderView::messageText(int message) const
{
    if (message < 0 || message >= messageCount())
        return {};
    const LadderMessage &entry = layout_.messages()[message];

    return tr("frame %1, %2 s, %3 to %4: %5")
        .arg(entry.frame)
        .arg(entry.time.isEmpty() ? tr("unknown") : entry.time, layout_.lanes()[entry.from].title,
             layout_.lanes()[entry.to].title, entry.label);
}

QRect LadderView::messageRect(int message) const
{
    if (message < 0 || message >= messageCount())
        return {};
    return layout_.messages()[message].row.translated(-horizontalScrollBar()->value(),
                                                      -verticalScrollBar()->value());
}

QRect LadderView::laneRect(int lane) const
{
    if (lane < 0 || lane >= int(layout_.lanes().size()))
        return {};
    return layout_.lanes()[lane].head.translated(-horizontalScrollBar()->value(), 0);
}

// --- layout ---

void LadderView::layOut()
{
    const QSize room = viewport()->size();

    layout_.layOut(room.width(), font());
    horizontalScrollBar()->setRange(0, layout_.size().width() - room.width());
    horizontalScrollBar()->setPageStep(room.width());
    horizontalScrollBar()->setSingleStep(fontMetrics().averageCharWidth() * 4);
    verticalScrollBar()->setRange(0, layout_.size().height() - room.height());
    verticalScrollBar()->setPageStep(room.height());
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    viewport()->update();
}

void LadderView::resizeEvent(QResizeEvent *)
{
    layOut();
    bringIntoView(wanted_);
}

void LadderView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        layOut();
}

// --- mouse and keyboard ---

int LadderView::messageAt(const QPoint &position) const
{
    if (position.y() < layout_.headHeight())
        return -1;
    for (int i = 0; i < messageCount(); i++) {
        const QRect row = messageRect(i);

        if (position.y() >= row.top() && position.y() <= row.bottom())
            return i;
    }
    return -1;
}

void LadderView::choose(int message)
{
    if (message < 0 || message >= messageCount())
        return;
    setCursorAt(message);
    wanted_ = -1;
    emit frameChosen(layout_.messages()[message].frame);
}

void LadderView::setCursorAt(int message)
{
    cursor_ = message;
    setAccessibleDescription(messageText(message));
    viewport()->update();
}

void LadderView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(messageAt(event->pos()));
}

void LadderView::mouseMoveEvent(QMouseEvent *event)
{
    const bool over = messageAt(event->pos()) >= 0;

    viewport()->setCursor(over ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void LadderView::wheelEvent(QWheelEvent *event)
{
    wanted_ = -1;
    QAbstractScrollArea::wheelEvent(event);
}

bool LadderView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int message = messageAt(help->pos());

    QToolTip::showText(help->globalPos(), messageText(message), viewport());
    return true;
}

void LadderView::step(int by)
{
    const int last = messageCount() - 1;

    if (last < 0)
        return;
    setCursorAt(cursor_ < 0 ? (by > 0 ? 0 : last) : qBound(0, cursor_ + by, last));
    wanted_ = -1;
    bringIntoView(cursor_);
}

void LadderView::bringIntoView(int message)
{
    if (message < 0)
        return;
    const QRect row = messageRect(message);
    QScrollBar *bar = verticalScrollBar();

    if (row.top() < layout_.headHeight())
        bar->setValue(bar->value() + row.top() - layout_.headHeight());
    else if (row.bottom() > viewport()->height())
        bar->setValue(bar->value() + row.bottom() - viewport()->height());
}

void LadderView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Down:
        step(1);
        break;
    case Qt::Key_Up:
        step(-1);
        break;
    case Qt::Key_Home:
        step(-messageCount());
        break;
    case Qt::Key_End:
        step(messageCount());
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        choose(cursor_);
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void LadderView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (cursor_ < 0 && messageCount() > 0 && event->reason() != Qt::MouseFocusReason)
        setCursorAt(0);
}
