// How a ladder is drawn.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include "colours.h"
#include "ladder_view.h"

#include <QPainter>
#include <QScrollBar>

namespace
{

constexpr int arrowLength = 8;
constexpr int arrowHalf = 4;
constexpr int markStrength = 60; // of 255
const QChar cross(0x2717);

QFont boldOf(QFont font)
{
    font.setBold(true);
    return font;
}

} // namespace

void LadderView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());

    painter.setRenderHint(QPainter::Antialiasing);
    if (layout_.lanes().empty())
        return;
    painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    paintLanes(painter);
    for (int i = 0; i < messageCount(); i++)
        paintMessage(painter, i);
    painter.translate(0, verticalScrollBar()->value());
    paintHead(painter);
}

void LadderView::paintLanes(QPainter &painter) const
{
    painter.setPen(QPen(colours::lane(palette()), 1));
    for (const LadderLane &lane : layout_.lanes())
        painter.drawLine(lane.x, layout_.headHeight(), lane.x, layout_.size().height());
}

void LadderView::paintMessage(QPainter &painter, int message) const
{
    const LadderMessage &entry = layout_.messages()[message];
    const QFontMetrics metrics(font());
    const int margin = layout_.margin();
    const QColor ink = entry.failed ? colours::refusal(palette()) : palette().color(QPalette::Text);
    QRect text = entry.text;

    // The lanes must not strike through the words.
    painter.fillRect(text.adjusted(-2, 0, 2, 0), palette().color(QPalette::Base));
    if (entry.frame == currentFrame_) {
        QColor mark = palette().color(QPalette::Highlight);

        mark.setAlpha(markStrength);
        painter.fillRect(entry.row, mark);
    }
    if (message == cursor_ && hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(entry.row.adjusted(1, 1, -2, -2));
    }
    painter.setFont(font());
    painter.setPen(colours::link(palette()));
    painter.drawText(margin, entry.row.top() + margin / 2 + metrics.ascent(),
                     QString::number(entry.frame));
    painter.setPen(colours::faint(palette()));
    painter.drawText(margin, entry.row.top() + margin / 2 + metrics.height() + metrics.ascent(),
                     entry.time);
    painter.setPen(ink);
    if (entry.failed) {
        painter.setFont(boldOf(font()));
        painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, cross);
        text.setLeft(text.left() + painter.fontMetrics().horizontalAdvance(cross) + margin);
    }
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, entry.lines.join(QLatin1Char('\n')));
    painter.setFont(font());
    paintArrow(painter, entry, entry.arrow);
}

// One that got no answer ends in a cross on its way.
void LadderView::paintArrow(QPainter &painter, const LadderMessage &message, int y) const
{
    const QColor ink =
        message.failed ? colours::refusal(palette()) : palette().color(QPalette::Text);
    const int from = layout_.lanes()[message.from].x;
    const int to = layout_.lanes()[message.to].x;
    const int direction = to > from ? 1 : -1;
    const int end = message.unanswered ? from + (to - from) * 3 / 4 : to;

    painter.setPen(QPen(ink, message.failed ? 2 : 1.2));
    painter.drawLine(from, y, end, y);
    if (message.unanswered) {
        painter.drawLine(end - arrowHalf, y - arrowHalf, end + arrowHalf, y + arrowHalf);
        painter.drawLine(end - arrowHalf, y + arrowHalf, end + arrowHalf, y - arrowHalf);
        return;
    }
    const int back = end - direction * arrowLength;
    const QPoint tip[] = {{end, y}, {back, y - arrowHalf}, {back, y + arrowHalf}};

    painter.setBrush(ink);
    painter.drawPolygon(tip, 3);
    painter.setBrush(Qt::NoBrush);
}

void LadderView::paintHead(QPainter &painter) const
{
    const int width = qMax(layout_.size().width(), viewport()->width());

    painter.fillRect(0, 0, width, layout_.headHeight(), palette().color(QPalette::AlternateBase));
    painter.setPen(QPen(colours::lane(palette()), 1));
    painter.drawLine(0, layout_.headHeight(), width, layout_.headHeight());
    for (const LadderLane &lane : layout_.lanes()) {
        painter.setPen(QPen(colours::lane(palette()), 1));
        painter.drawLine(lane.x, lane.head.bottom(), lane.x, layout_.headHeight());
        painter.setFont(boldOf(font()));
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(lane.head, Qt::AlignHCenter | Qt::AlignTop, lane.title);
        painter.setFont(font());
        painter.drawText(lane.head, Qt::AlignHCenter | Qt::AlignBottom, lane.address);
    }
}
