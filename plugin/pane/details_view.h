// What is known of a finding in words: what happened, what to do next (commands with a button that
// copies them), the evidence and the facts. Frames are links.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_DETAILS_VIEW_H
#define DCOMAUTH_PANE_DETAILS_VIEW_H

#include "pane_seam.h"

#include <QStringList>
#include <QTextBrowser>

class DetailsView : public QTextBrowser
{
    Q_OBJECT
  public:
    explicit DetailsView(QWidget *parent);

    // NULL: nothing to show. Where it shows the same finding anew, it stays where it was scrolled.
    void show(const pane_detail *detail, unsigned finding);

    // The commands that have a button, from top to bottom.
    Q_INVOKABLE QStringList commands() const;

  signals:
    void frameChosen(quint32 frame);
    void copied(const QString &command);

  protected:
    void changeEvent(QEvent *event) override;

  private:
    void open(const QUrl &link);
    void renew();
    void drawButton();
    QString withCommands(const QString &html);

    QString html_;
    QStringList commands_;
    unsigned finding_ = 0;
};

#endif
