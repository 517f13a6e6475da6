// SPDX-License-Identifier: GPL-2.0-or-later
#include "details_text.h"

#include "colours.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("DetailsView", text);
}

QString escaped(const char *text)
{
    return QString::fromUtf8(text).toHtmlEscaped();
}

QString frameLink(const QString &number, const QString &text)
{
    return QStringLiteral("<a href=\"%1:%2\">%3</a>")
        .arg(QLatin1String(details::frameScheme), number, text);
}

// "frame 47", "Frames 47, 55 and 61".
QString withFrameLinks(const QString &html)
{
    static const QRegularExpression lists(
        QStringLiteral("\\b[Ff]rames? \\d+(?:(?:, | and |, and )\\d+)*"));
    static const QRegularExpression number(QStringLiteral("\\d+"));
    QString linked;
    int end = 0;

    for (auto i = lists.globalMatch(html); i.hasNext();) {
        const QRegularExpressionMatch list = i.next();

        for (auto j = number.globalMatch(html, list.capturedStart()); j.hasNext();) {
            const QRegularExpressionMatch match = j.next();

            if (match.capturedStart() >= list.capturedEnd())
                break;
            linked += html.mid(end, int(match.capturedStart()) - end);
            linked += frameLink(match.captured(), match.captured());
            end = int(match.capturedEnd());
        }
    }
    return linked + html.mid(end);
}

QString withCommands(const QString &html, QStringList &commands)
{
    static const QRegularExpression command(QStringLiteral("`([^`]+)`"));
    QString done;
    int end = 0;

    for (auto i = command.globalMatch(html); i.hasNext();) {
        const QRegularExpressionMatch match = i.next();
        QString plain = match.captured(1);

        done += html.mid(end, int(match.capturedStart()) - end);
        done += QStringLiteral("<code>%1</code>&nbsp;<a href=\"%2:%3\"><img "
                               "style=\"vertical-align:middle\" src=\"%4\"></a>")
                    .arg(plain, QLatin1String(details::copyScheme))
                    .arg(commands.size())
                    .arg(QLatin1String(details::copyButton));
        end = int(match.capturedEnd());
        plain.replace(QLatin1String("&lt;"), QLatin1String("<"));
        plain.replace(QLatin1String("&gt;"), QLatin1String(">"));
        plain.replace(QLatin1String("&quot;"), QLatin1String("\""));
        commands += plain.replace(QLatin1String("&amp;"), QLatin1String("&"));
    }
    return done + html.mid(end);
}

QString heading(const char *text)
{
    return QStringLiteral("<p style=\"margin-top:8px;margin-bottom:2px\"><b>%1</b></p>")
        .arg(tr(text));
}

QString listItem(const QString &html)
{
    return QStringLiteral("<li style=\"margin-bottom:3px\">%1</li>").arg(html);
}

QString steps(const pane_detail &detail, QStringList &commands)
{
    QString items;

    for (unsigned i = 0; i < detail.step_count; i++)
        items += listItem(withCommands(withFrameLinks(escaped(detail.steps[i])), commands));
    if (items.isEmpty())
        return items;
    return heading(QT_TRANSLATE_NOOP("DetailsView", "Next steps")) +
           QStringLiteral("<ol style=\"margin:0\">%1</ol>").arg(items);
}

// Frames that the text does not name follow it.
QString pieceOfEvidence(const pane_evidence &piece)
{
    QString html = withFrameLinks(escaped(piece.text));
    QStringList others;

    for (unsigned i = 0; i < piece.frame_count; i++) {
        const QString number = QString::number(piece.frames[i]);
        const QString link = frameLink(number, number);

        if (!html.contains(link))
            others += link;
    }
    if (!others.isEmpty())
        html += QStringLiteral(" (%1 %2)").arg(tr("frame"), others.join(QStringLiteral(", ")));
    return listItem(html);
}

QString evidence(const pane_detail &detail)
{
    QString items;

    for (unsigned i = 0; i < detail.evidence_count; i++)
        items += pieceOfEvidence(detail.evidence[i]);
    if (items.isEmpty())
        return items;
    return heading(QT_TRANSLATE_NOOP("DetailsView", "Evidence")) +
           QStringLiteral("<ul style=\"margin:0\">%1</ul>").arg(items);
}

QString facts(const pane_detail &detail, const QPalette &palette)
{
    const QString faint = colours::faint(palette).name();
    QString rows;

    for (unsigned i = 0; i < detail.fact_count; i++)
        rows += QStringLiteral("<tr><td style=\"color:%1;padding-right:8px\">%2</td>"
                               "<td>%3</td></tr>")
                    .arg(faint, escaped(detail.facts[i].label),
                         withFrameLinks(escaped(detail.facts[i].text)));
    if (rows.isEmpty())
        return rows;
    return heading(QT_TRANSLATE_NOOP("DetailsView", "Facts")) +
           QStringLiteral("<table cellspacing=\"0\" cellpadding=\"1\">%1</table>").arg(rows);
}

} // namespace

QString details::toHtml(const pane_detail &detail, const QPalette &palette, QStringList &commands)
{
    const QString colour = colours::ofSeverity(detail.severity, palette).name();
    const QString style = QStringLiteral("<style>a { color: %1; text-decoration: none; }</style>")
                              .arg(colours::link(palette).name());
    const QString title = QStringLiteral("<p style=\"margin:0;color:%1\"><b>%2</b></p>")
                              .arg(colour, escaped(detail.title));
    const QString summary = QStringLiteral("<p style=\"margin-top:2px\">%1</p>")
                                .arg(withFrameLinks(escaped(detail.summary)));

    return style + title + summary + steps(detail, commands) + evidence(detail) +
           facts(detail, palette);
}
