// SPDX-License-Identifier: GPL-2.0-or-later
#include "details_view.h"

#include "details_text.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionButton>
#include <QUrl>

DetailsView::DetailsView(QWidget *parent) : QTextBrowser(parent)
{
    setAccessibleName(tr("Cause, next steps and evidence"));
    setOpenLinks(false);
    setUndoRedoEnabled(false);
    // A Tab goes from link to link, and behind the last one on to the next widget.
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    connect(this, &QTextBrowser::anchorClicked, this, &DetailsView::open);
}

void DetailsView::show(const pane_detail *detail, unsigned finding)
{
    const int place = finding == finding_ ? verticalScrollBar()->value() : 0;

    commands_.clear();
    html_ = detail ? details::toHtml(*detail, palette(), commands_) : QString();
    finding_ = finding;
    renew();
    verticalScrollBar()->setValue(place);
}

QStringList DetailsView::commands() const
{
    return commands_;
}

void DetailsView::renew()
{
    drawButton();
    setHtml(html_);
}

// Rich text has no buttons, so it gets the picture of one, in the style of all others.
void DetailsView::drawButton()
{
    const QString text = tr("Copy");
    const int gap = fontMetrics().averageCharWidth();
    const QSize size(fontMetrics().horizontalAdvance(text) + gap * 2, fontMetrics().height());
    QPixmap picture(size * devicePixelRatioF());
    QStyleOptionButton option;

    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(Qt::transparent);
    option.initFrom(this);
    option.rect = QRect(QPoint(0, 0), size);
    option.state = QStyle::State_Enabled | QStyle::State_Raised;
    option.text = text;
    QPainter painter(&picture);
    painter.setFont(font());
    style()->drawControl(QStyle::CE_PushButton, &option, &painter, nullptr);
    document()->addResource(QTextDocument::ImageResource, QUrl(QLatin1String(details::copyButton)),
                            picture);
}

void DetailsView::open(const QUrl &link)
{
    const unsigned number = link.path().toUInt();

    if (link.scheme() == QLatin1String(details::frameScheme)) {
        emit frameChosen(number);
    } else if (link.scheme() == QLatin1String(details::copyScheme) &&
               number < unsigned(commands_.size())) {
        QApplication::clipboard()->setText(commands_[int(number)]);
        emit copied(commands_[int(number)]);
    }
}

void DetailsView::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange)
        renew();
}
