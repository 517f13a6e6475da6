// SPDX-License-Identifier: GPL-2.0-or-later
#include "dock.h"

#include "capture_watch.h"
#include "details_view.h"
#include "finding_list.h"
#include "head.h"
#include "ladder_view.h"
#include "names.h"
#include "report_saver.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace
{

QString title()
{
    return Dock::tr("DCOM auth diagnosis");
}

} // namespace

Dock::Dock(const pane_seam *seam, QMainWindow *window)
    : QDockWidget(title(), window), seam_(seam), window_(window)
{
    setObjectName(QStringLiteral("dcomauthPane"));
    build();
    watch_ = new CaptureWatch(seam, this);
    connectParts();
    addToViewMenu();
    restorePlace();
    showClosed();
}

void Dock::build()
{
    auto *whole = new QWidget(this);
    auto *rows = new QVBoxLayout(whole);

    head_ = new Head(whole);
    pages_ = new QStackedWidget(whole);
    nothing_ = new QLabel(pages_);
    splitter_ = new QSplitter(pages_);
    list_ = new FindingList(seam_, splitter_);
    ladder_ = new LadderView(splitter_);
    details_ = new DetailsView(splitter_);
    rows->setContentsMargins(4, 2, 4, 4);
    rows->setSpacing(3);
    rows->addWidget(head_);
    rows->addWidget(pages_, 1);
    nothing_->setObjectName(QStringLiteral("dcomauthNothing"));
    nothing_->setTextFormat(Qt::PlainText);
    nothing_->setWordWrap(true);
    nothing_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    nothing_->setMargin(fontMetrics().height() / 2);
    nothing_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    pages_->addWidget(nothing_);
    pages_->addWidget(splitter_);
    splitter_->setChildrenCollapsible(false);
    setWidget(whole);
}

void Dock::connectParts()
{
    connect(watch_, &CaptureWatch::ended, this, &Dock::showEnded);
    connect(watch_, &CaptureWatch::closed, this, &Dock::showClosed);
    connect(watch_, &CaptureWatch::reading, this, &Dock::showReading);
    connect(watch_, &CaptureWatch::seen, this, &Dock::showSeen);
    connect(list_, &FindingList::findingShown, this, &Dock::showFinding);
    connect(list_, &FindingList::findingChosen, this, [this](unsigned id) {
        pane_finding finding;

        if (seam_->finding(id, &finding))
            goTo(finding.frame);
    });
    connect(ladder_, &LadderView::frameChosen, this, &Dock::goTo);
    connect(details_, &DetailsView::frameChosen, this, &Dock::goTo);
    connect(details_, &DetailsView::copied, this,
            [this](const QString &command) { head_->note(tr("Copied: %1").arg(command)); });
    connect(head_->filterAction, &QAction::triggered, this, &Dock::filter);
    connect(head_->clearAction, &QAction::triggered, this, &Dock::clearFilter);
    connect(head_->copyAction, &QAction::triggered, this, &Dock::copy);
    connect(head_->saveAction, &QAction::triggered, this, &Dock::save);
    list_->addActions({head_->filterAction, head_->clearAction, head_->copyAction});
    list_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &Dock::keepPlace);
}

// The dock's own action: the window hides all docks when it closes, and an action wired to
// setVisible() would take that for the wish of the user.
void Dock::addToViewMenu()
{
    auto *menu = window_->findChild<QMenu *>(QLatin1String(names::viewMenu));
    auto *last = window_->findChild<QAction *>(QLatin1String(names::lastPaneAction));
    auto *entry = new QAction(tr("Go to DCOM auth diagnosis"), this);

    // The packet list keeps the Tab key to itself: without this no key would lead from it here.
    entry->setObjectName(QStringLiteral("dcomauthEnter"));
    entry->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Y));
    connect(entry, &QAction::triggered, this, &Dock::enter);
    connect(toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
        if (shown)
            enter();
    });
    window_->addAction(entry);
    if (!menu)
        return;
    const QList<QAction *> actions = menu->actions();
    const auto at = actions.indexOf(last);
    QAction *next = at >= 0 && at + 1 < actions.size() ? actions[at + 1] : nullptr;

    menu->insertAction(next, toggleViewAction());
    menu->insertAction(next, entry);
}

void Dock::enter()
{
    show();
    resizeToPlace(place_, *window_, *this);
    raise();
    list_->setFocus();
}

// --- what there is to show ---

void Dock::showNothing(const QString &text)
{
    nothing_->setText(text);
    pages_->setCurrentWidget(nothing_);
}

// A tab shows the title; the entry in the menu is the same whatever there is to show.
void Dock::setCount(unsigned findings)
{
    if (findings == 0)
        setWindowTitle(title());
    else if (findings == 1)
        setWindowTitle(tr("DCOM auth diagnosis (1 finding)"));
    else
        setWindowTitle(tr("DCOM auth diagnosis (%1 findings)").arg(findings));
    toggleViewAction()->setText(title());
}

void Dock::showEnded()
{
    list_->clear();
    ladder_->show(nullptr);
    details_->show(nullptr, 0);
    head_->setUsable(false, false);
    head_->note({});
}

void Dock::showClosed()
{
    setCount(0);
    head_->setHeadline(tr("No capture is open."), {});
    head_->setUsable(false, false);
    head_->note({});
    showNothing(tr("Open a capture, or start one: what fails in the authentication of DCOM and "
                   "RPC calls will be listed here, with its cause and what to do next."));
    openedFor_.clear();
}

void Dock::showReading()
{
    head_->setHeadline(tr("Reading…"), {});
}

void Dock::showSeen(const pane_totals &totals)
{
    const QString headline = QString::fromUtf8(seam_->headline());
    const QString lookedAt = QString::fromUtf8(seam_->looked_at());
    QString limits = QString::fromUtf8(seam_->limits());

    setCount(totals.findings);
    head_->setHeadline(headline, lookedAt);
    head_->setUsable(totals.findings > 0, true);
    list_->update(totals);
    if (totals.findings == 0) {
        if (!limits.isEmpty())
            limits.prepend(tr("\n\nWhat could not be judged:\n"));
        showNothing(lookedAt + limits);
        return;
    }
    pages_->setCurrentWidget(splitter_);
    refreshDetail();
    openOnce(totals);
}

// Once for each file, also where the user has closed the pane before: a file with failures looks
// healthy at first sight. Who does not want that has a preference.
void Dock::openOnce(const pane_totals &totals)
{
    const QString file = QString::fromUtf8(seam_->file_name());

    if (totals.findings == 0 || openedFor_ == file)
        return;
    openedFor_ = file;
    if (!seam_->may_open())
        return;
    if (isHidden()) {
        show();
        resizeToPlace(place_, *window_, *this);
    }
    raise();
}

// --- the chosen finding ---

void Dock::showFinding(unsigned finding)
{
    const pane_detail *detail = seam_->detail(finding);

    shownStamp_ = seam_->stamp(finding).row;
    ladder_->show(detail);
    details_->show(detail, finding);
    ladder_->setCurrentFrame(seam_->current_frame());
}

// Text that the user has selected stays where nothing has changed.
void Dock::refreshDetail()
{
    const unsigned finding = list_->currentFinding();

    if (finding != 0 && seam_->stamp(finding).row != shownStamp_)
        showFinding(finding);
}

bool Dock::mayAsk() const
{
    const pane_file state = seam_->file();

    return state == PANE_FILE_LIVE || state == PANE_FILE_WHOLE;
}

void Dock::goTo(quint32 frame)
{
    head_->note({});
    if (frame == 0 || !mayAsk())
        return;
    if (!seam_->is_displayed(frame)) {
        seam_->clear_filter();
        head_->note(tr("The display filter hid packet %1, so it was cleared.").arg(frame));
    }
    seam_->go_to(frame);
}

// The signal comes before Wireshark has taken note of the frame: look a turn of the loop later.
void Dock::framesSelected(const QList<int> &)
{
    QTimer::singleShot(0, this, &Dock::follow);
}

void Dock::follow()
{
    if (!mayAsk())
        return;
    const quint32 frame = seam_->current_frame();
    const unsigned current = list_->currentFinding();
    const unsigned finding = frame ? seam_->finding_of_frame(frame, current) : 0;

    ladder_->setCurrentFrame(frame);
    if (finding != 0 && finding != current)
        list_->selectFinding(finding);
}

void Dock::filter()
{
    head_->note({});
    if (!mayAsk())
        return;
    if (list_->isCauseCurrent())
        seam_->filter_cause(unsigned(list_->currentCause()));
    else
        seam_->filter_finding(list_->currentFinding());
}

void Dock::clearFilter()
{
    head_->note({});
    if (mayAsk())
        seam_->clear_filter();
}

void Dock::copy()
{
    const bool whole = list_->isCauseCurrent();
    const char *text = whole ? seam_->cause_text(unsigned(list_->currentCause()))
                             : seam_->finding_text(list_->currentFinding());

    QApplication::clipboard()->setText(QString::fromUtf8(text));
    head_->note(whole ? tr("Copied: the findings of this cause")
                      : tr("Copied: finding %1").arg(list_->currentFinding()));
}

void Dock::save()
{
    head_->note(saveReport(seam_, this));
}

// --- its place ---

// Side by side where it is wide, one above the other where it is narrow.
void Dock::divide()
{
    const bool wide = width() > height() + height() / 4;
    const Qt::Orientation wanted = wide ? Qt::Horizontal : Qt::Vertical;
    const QList<int> &sizes = wide ? place_.across : place_.down;

    if (splitter_->orientation() == wanted && !splitter_->property("divided").isNull())
        return;
    if (!splitter_->property("divided").isNull())
        (wide ? place_.down : place_.across) = splitter_->sizes();
    splitter_->setProperty("divided", true);
    splitter_->setOrientation(wanted);
    splitter_->setSizes(sizes.isEmpty() ? QList<int>{480, 450, 470} : sizes);
}

void Dock::resizeEvent(QResizeEvent *event)
{
    QDockWidget::resizeEvent(event);
    divide();
}

void Dock::restorePlace()
{
    place_ = readPlace(seam_->state_file());
    list_->header()->restoreState(place_.columns);
    putInPlace(place_, *window_, *this);
    resizeToPlace(place_, *window_, *this);
}

void Dock::keepPlace()
{
    const bool wide = splitter_->orientation() == Qt::Horizontal;

    if (!splitter_->property("divided").isNull())
        (wide ? place_.across : place_.down) = splitter_->sizes();
    place_.columns = list_->header()->saveState();
    takePlace(place_, *window_, *this);
    writePlace(seam_->state_file(), place_);
}

void Dock::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        leave();
    else
        QDockWidget::keyPressEvent(event);
}

// Back to the packets.
void Dock::leave()
{
    for (auto *view : window_->findChildren<QAbstractItemView *>())
        if (view->inherits(names::packetList))
            view->setFocus();
}
