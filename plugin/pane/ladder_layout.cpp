// SPDX-License-Identifier: GPL-2.0-or-later
#include "ladder_layout.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QTextLayout>
#include <algorithm>

namespace
{

constexpr int labelLinesMax = 3;
constexpr int lettersPerLane = 9; // at least

QString labelOf(const pane_message &message)
{
    const QString label = QString::fromUtf8(message.label);

    if (!message.unanswered)
        return label;
    return QCoreApplication::translate("LadderView", "%1, never answered").arg(label);
}

int widthOf(const QFontMetrics &metrics, const LadderLane &lane)
{
    return std::max(metrics.horizontalAdvance(lane.title), metrics.horizontalAdvance(lane.address));
}

QFont boldOf(QFont font)
{
    font.setBold(true);
    return font;
}

// The text in lines of that width, the last of which may end in an ellipsis.
QStringList brokenUp(const QString &text, const QFont &font, int width)
{
    QTextLayout layout(text, font);
    QStringList lines;

    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        if (lines.size() == labelLinesMax - 1) {
            lines +=
                QFontMetrics(font).elidedText(text.mid(line.textStart()), Qt::ElideRight, width);
            break;
        }
        lines += text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

} // namespace

void LadderLayout::take(const pane_detail *detail)
{
    lanes_.clear();
    messages_.clear();
    if (!detail)
        return;
    for (unsigned i = 0; i < detail->lane_count; i++) {
        const pane_lane &lane = detail->lanes[i];

        lanes_.push_back({QString::fromUtf8(lane.title), QString::fromUtf8(lane.address), 0, {}});
    }
    for (unsigned i = 0; i < detail->message_count; i++) {
        const pane_message &message = detail->messages[i];
        const QString time =
            message.seconds < 0 ? QString() : QString::number(message.seconds, 'f', 6);

        messages_.push_back({message.frame,
                             int(message.from),
                             int(message.to),
                             time,
                             labelOf(message),
                             {},
                             message.failed,
                             message.unanswered,
                             {},
                             {},
                             0});
    }
}

void LadderLayout::layOut(int width, const QFont &font)
{
    int top;

    margin_ = std::max(4, QFontMetrics(font).height() / 3);
    placeLanes(width, font);
    placeHeads(font);
    top = headHeight_ + margin_;
    for (LadderMessage &message : messages_) {
        placeMessage(message, top, font);
        top = message.row.bottom() + 1;
    }
    size_.setHeight(top + margin_);
}

// Frame and time stand to the left of the lanes. Where the lanes do not fit, the view scrolls.
void LadderLayout::placeLanes(int width, const QFont &font)
{
    const QFontMetrics metrics(font);
    const QFontMetrics bold(boldOf(font));
    const int gaps = std::max(1, int(lanes_.size()) - 1);
    int left = metrics.horizontalAdvance(QStringLiteral("000000.000000"));
    int half = 0;

    for (const LadderMessage &message : messages_) {
        left = std::max(left, metrics.horizontalAdvance(QString::number(message.frame)));
        left = std::max(left, metrics.horizontalAdvance(message.time));
    }
    if (!lanes_.empty())
        half = std::max(widthOf(bold, lanes_.front()), widthOf(bold, lanes_.back())) / 2;
    // A head may reach over the times, which begin below it.
    left = std::max(left + 3 * margin_, half + margin_);
    const int right = width - margin_ - half;
    gap_ = std::max((right - left) / gaps, metrics.averageCharWidth() * lettersPerLane);
    for (size_t i = 0; i < lanes_.size(); i++)
        lanes_[i].x = left + gap_ * int(i);
    size_.setWidth(left + gap_ * gaps + half + margin_);
}

// Where neighbours would touch, every other head goes one step down.
void LadderLayout::placeHeads(const QFont &font)
{
    const QFontMetrics bold(boldOf(font));
    const int height = bold.height() * 2;
    bool touching = false;

    for (size_t i = 1; i < lanes_.size(); i++) {
        const int both = widthOf(bold, lanes_[i - 1]) + widthOf(bold, lanes_[i]);
        touching |= both / 2 + margin_ * 2 > gap_;
    }
    for (size_t i = 0; i < lanes_.size(); i++) {
        const int width = widthOf(bold, lanes_[i]) + 2;
        const int top = margin_ / 2 + (touching && i % 2 ? height : 0);

        lanes_[i].head = QRect(lanes_[i].x - width / 2, top, width, height);
    }
    headHeight_ = lanes_.empty() ? 0 : margin_ + (touching ? 2 : 1) * height;
}

// The label is above its arrow, over its middle as far as the room allows.
void LadderLayout::placeText(LadderMessage &message, int top, const QFont &font) const
{
    const QFont letters = message.failed ? boldOf(font) : font;
    const QFontMetrics metrics(letters);
    const int cross = message.failed ? metrics.horizontalAdvance(QChar(0x2717)) + margin_ : 0;
    const int left = lanes_.front().x + margin_;
    const int right = size_.width() - margin_;
    const int middle = (lanes_[message.from].x + lanes_[message.to].x) / 2;
    const int room = std::max(right - left - cross, metrics.averageCharWidth() * lettersPerLane);
    int width = 0;

    message.lines = brokenUp(message.label, letters, room);
    for (const QString &line : message.lines)
        width = std::max(width, metrics.horizontalAdvance(line) + 2);
    width += cross;
    message.text = QRect(std::max(left, std::min(middle - width / 2, right - width)), top, width,
                         metrics.height() * int(message.lines.size()));
}

void LadderLayout::placeMessage(LadderMessage &message, int top, const QFont &font)
{
    const int line = QFontMetrics(font).height();
    const int last = int(lanes_.size()) - 1;

    message.from = std::clamp(message.from, 0, std::max(0, last));
    message.to = std::clamp(message.to, 0, std::max(0, last));
    if (lanes_.empty())
        return;
    placeText(message, top + margin_ / 2, font);
    message.arrow = std::max(message.text.bottom(), top + line) + margin_;
    const int bottom = std::max(message.arrow + margin_, top + line * 2 + margin_);
    message.row = QRect(0, top, size_.width(), bottom - top);
}
