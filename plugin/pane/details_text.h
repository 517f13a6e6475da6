// A finding as the HTML that Qt's rich text understands.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef DCOMAUTH_PANE_DETAILS_TEXT_H
#define DCOMAUTH_PANE_DETAILS_TEXT_H

#include "pane_seam.h"

#include <QPalette>
#include <QString>
#include <QStringList>

namespace details
{

// Schemes of the links, and the picture of the copy button.
constexpr const char frameScheme[] = "frame";
constexpr const char copyScheme[] = "copy";
constexpr const char copyButton[] = "button:copy";

// Appends the commands that stand between backticks to commands; the link of the button of the
// n-th is copy:n.
QString toHtml(const pane_detail &detail, const QPalette &palette, QStringList &commands);

} // namespace details

#endif
