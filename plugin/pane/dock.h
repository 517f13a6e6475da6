// The pane: a dock in Wireshark's main window that shows what failed in the capture, and why.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_DOCK_H
#define DCOMAUTH_PANE_DOCK_H

#include "pane_seam.h"
#include "place.h"

#include <QDockWidget>
#include <QList>
#include <QMainWindow>
#include <QPointer>

class CaptureWatch;
class DetailsView;
class FindingList;
class Head;
class LadderView;
class QLabel;
class QSplitter;
class QStackedWidget;

class Dock : public QDockWidget
{
    Q_OBJECT
  public:
    Dock(const pane_seam *seam, QMainWindow *window);

  public slots:
    // Of the main window's signal: rows of the packet list.
    void framesSelected(const QList<int> &rows);

  protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

  private:
    void build();
    void connectParts();
    void addToViewMenu();

    void showEnded();
    void showClosed();
    void showReading();
    void showSeen(const pane_totals &totals);
    void showNothing(const QString &text);
    void openOnce(const pane_totals &totals);
    void setCount(unsigned findings);

    void showFinding(unsigned finding);
    void refreshDetail();
    void goTo(quint32 frame);
    void follow();
    void filter();
    void clearFilter();
    void save();
    void copy();
    bool mayAsk() const;

    void divide();
    void keepPlace();
    void restorePlace();
    void enter();
    void leave();

    const pane_seam *seam_;
    QMainWindow *window_;
    Head *head_;
    QStackedWidget *pages_;
    QLabel *nothing_;
    QSplitter *splitter_;
    FindingList *list_;
    LadderView *ladder_;
    DetailsView *details_;
    CaptureWatch *watch_;
    Place place_;
    quint64 shownStamp_ = 0;
    QString openedFor_; // the file for which the pane has opened by itself
};

#endif
