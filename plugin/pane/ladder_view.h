// The messages of one finding between lanes for its participants, with frame, time and label; what
// went wrong is red, and says so by a cross. Mouse and keyboard choose a message.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_LADDER_VIEW_H
#define DCOMAUTH_PANE_LADDER_VIEW_H

#include "ladder_layout.h"

#include <QAbstractScrollArea>

class QPainter;

class LadderView : public QAbstractScrollArea
{
    Q_OBJECT
  public:
    explicit LadderView(QWidget *parent);

    // NULL: nothing to show. The first step that went wrong is in view.
    void show(const pane_detail *detail);

    // Marks the message of the frame that is selected in the packet list.
    void setCurrentFrame(quint32 frame);

    // For those who cannot see it, and for tests: what is drawn, and where in the viewport.
    int messageCount() const;
    Q_INVOKABLE QString messageText(int message) const;
    Q_INVOKABLE QRect messageRect(int message) const;
    Q_INVOKABLE QRect laneRect(int lane) const;

    QSize sizeHint() const override;

  signals:
    void frameChosen(quint32 frame);

  protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

  private:
    void layOut();
    int firstFailure() const;
    void step(int by);
    void bringIntoView(int message);
    void setCursorAt(int message);
    void choose(int message);
    int messageAt(const QPoint &position) const;

    void paintLanes(QPainter &painter) const;
    void paintMessage(QPainter &painter, int message) const;
    void paintArrow(QPainter &painter, const LadderMessage &message, int y) const;
    void paintHead(QPainter &painter) const;

    LadderLayout layout_;
    quint32 currentFrame_ = 0;
    int cursor_ = -1; // of the keyboard
    int wanted_ = -1; // stays in view until the user goes elsewhere
};

#endif
