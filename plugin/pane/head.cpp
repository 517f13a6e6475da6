// SPDX-License-Identifier: GPL-2.0-or-later
#include "head.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

Head::Head(QWidget *parent)
    : QWidget(parent),
      filterAction(addAction(tr("Filter"), tr("Show the packets of the chosen cause or finding"),
                             "dcomauthFilter")),
      clearAction(addAction(tr("Clear filter"), tr("Show all packets"), "dcomauthClear")),
      copyAction(addAction(tr("Copy"), tr("Copy what is known of the chosen cause or finding"),
                           "dcomauthCopy")),
      saveAction(addAction(tr("Save report…"),
                           tr("Save the whole report as HTML, JSON, CSV or text"), "dcomauthSave")),
      headline_(new QLabel(this)), note_(new QLabel(this))
{
    auto *rows = new QVBoxLayout(this);
    auto *line = new QHBoxLayout;

    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    rows->addLayout(line);
    rows->addWidget(note_);
    QFont bold = headline_->font();
    bold.setBold(true);
    headline_->setFont(bold);
    headline_->setTextFormat(Qt::PlainText);
    headline_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    headline_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    headline_->setObjectName(QStringLiteral("dcomauthHeadline"));
    line->addWidget(headline_, 1);
    for (QAction *action : {filterAction, clearAction, copyAction, saveAction})
        line->addWidget(buttonOf(action));
    note_->setObjectName(QStringLiteral("dcomauthNote"));
    note_->setTextFormat(Qt::PlainText);
    note_->setWordWrap(true);
    note_->hide();
    setUsable(false, false);
}

QAction *Head::addAction(const QString &text, const QString &toolTip, const char *name)
{
    auto *action = new QAction(text, this);

    action->setToolTip(toolTip);
    action->setObjectName(QLatin1String(name));
    return action;
}

QToolButton *Head::buttonOf(QAction *action)
{
    auto *button = new QToolButton(this);

    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void Head::setHeadline(const QString &headline, const QString &lookedAt)
{
    headline_->setText(headline);
    headline_->setToolTip(lookedAt);
}

void Head::note(const QString &text)
{
    note_->setText(text);
    note_->setVisible(!text.isEmpty());
}

void Head::setUsable(bool hasFindings, bool hasFile)
{
    filterAction->setEnabled(hasFindings);
    copyAction->setEnabled(hasFindings);
    clearAction->setEnabled(hasFile);
    saveAction->setEnabled(hasFile);
}
