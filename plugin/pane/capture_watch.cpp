// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture_watch.h"

#include <QElapsedTimer>

namespace
{

constexpr int soon = 100; // milliseconds
constexpr int later = 300;
constexpr int liveInterval = 700;
// Of a capture that goes on, looking takes at most this part of the time.
constexpr int liveShare = 20;

} // namespace

CaptureWatch::CaptureWatch(const pane_seam *seam, QObject *parent) : QObject(parent), seam_(seam)
{
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &CaptureWatch::look);
    seam_->listen(heard, this);
    // A file may have been opened before there was a window to watch from.
    isOpen_ = seam_->file() != PANE_NO_FILE;
    timer_.start(soon);
}

CaptureWatch::~CaptureWatch()
{
    seam_->listen(nullptr, nullptr);
}

void CaptureWatch::heard(pane_event event, void *data) noexcept
{
    auto *watch = static_cast<CaptureWatch *>(data);

    watch->isOpen_ = event == PANE_FILE_BEGINS;
    watch->hasLooked_ = false;
    if (event == PANE_FILE_ENDS)
        emit watch->ended();
    watch->timer_.start(soon);
}

void CaptureWatch::look()
{
    const pane_file state = seam_->file();
    QElapsedTimer clock;
    pane_totals totals;

    if (!isOpen_) {
        emit closed();
        return;
    }
    if (state != PANE_FILE_LIVE && state != PANE_FILE_WHOLE) {
        emit reading();
        timer_.start(later);
        return;
    }
    clock.start();
    seam_->look(&totals);
    hasLooked_ = true;
    emit seen(totals);
    if (state == PANE_FILE_LIVE)
        timer_.start(qMax(liveInterval, int(clock.elapsed()) * liveShare));
}
