// Says when there is something new to show: the seam tells that a file begins and ends, and in
// between the watch looks when Wireshark is not busy.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_CAPTURE_WATCH_H
#define DCOMAUTH_PANE_CAPTURE_WATCH_H

#include "pane_seam.h"

#include <QObject>
#include <QTimer>

class CaptureWatch : public QObject
{
    Q_OBJECT
  public:
    CaptureWatch(const pane_seam *seam, QObject *parent);
    ~CaptureWatch() override;

    bool isReading() const
    {
        return isOpen_ && !hasLooked_;
    }

  signals:
    void ended();  // what was seen is gone; maybe in the middle of a dissection
    void closed(); // and no other file took its place
    void reading();
    void seen(const pane_totals &totals);

  public slots:
    void look();

  private:
    static void heard(pane_event event, void *data) noexcept;

    const pane_seam *seam_;
    QTimer timer_{this};
    bool isOpen_ = false;
    bool hasLooked_ = false;
};

#endif
