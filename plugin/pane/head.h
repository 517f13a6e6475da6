// The top of the pane: what was found, what was looked at, the buttons, and what has just happened.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_HEAD_H
#define DCOMAUTH_PANE_HEAD_H

#include <QWidget>

class QAction;
class QLabel;
class QToolButton;

class Head : public QWidget
{
    Q_OBJECT
  public:
    explicit Head(QWidget *parent);

    void setHeadline(const QString &headline, const QString &lookedAt);

    // Says what the pane has done by itself, or on demand; an empty text takes it away.
    void note(const QString &text);

    // Filter and Copy need a finding, Save report a file.
    void setUsable(bool hasFindings, bool hasFile);

    // For the menu of the list, too.
    QAction *filterAction;
    QAction *clearAction;
    QAction *copyAction;
    QAction *saveAction;

  private:
    QAction *addAction(const QString &text, const QString &toolTip, const char *name);
    QToolButton *buttonOf(QAction *action);

    QLabel *headline_;
    QLabel *note_;
};

#endif
