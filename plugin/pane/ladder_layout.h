// Where everything in a ladder is, for a width and a font.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_LADDER_LAYOUT_H
#define DCOMAUTH_PANE_LADDER_LAYOUT_H

#include "pane_seam.h"

#include <QFont>
#include <QRect>
#include <QString>
#include <QStringList>
#include <vector>

struct LadderLane {
    QString title;
    QString address;
    int x;
    QRect head;
};

struct LadderMessage {
    quint32 frame;
    int from;
    int to;
    QString time; // empty: unknown
    QString label;
    QStringList lines; // of the label, as they are drawn
    bool failed;
    bool unanswered;
    QRect row;
    QRect text;
    int arrow; // y
};

class LadderLayout
{
  public:
    void take(const pane_detail *detail);
    void layOut(int width, const QFont &font);

    const std::vector<LadderLane> &lanes() const
    {
        return lanes_;
    }
    const std::vector<LadderMessage> &messages() const
    {
        return messages_;
    }
    QSize size() const
    {
        return size_;
    }
    // The lanes' titles, which stay when the messages scroll.
    int headHeight() const
    {
        return headHeight_;
    }
    int margin() const
    {
        return margin_;
    }

  private:
    void placeLanes(int width, const QFont &font);
    void placeHeads(const QFont &font);
    void placeMessage(LadderMessage &message, int top, const QFont &font);
    void placeText(LadderMessage &message, int top, const QFont &font) const;

    std::vector<LadderLane> lanes_;
    std::vector<LadderMessage> messages_;
    QSize size_;
    int headHeight_ = 0;
    int margin_ = 0;
    int gap_ = 0; // from lane to lane
};

#endif
