// SPDX-License-Identifier: GPL-2.0-or-later
#include "report_saver.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>

namespace
{

struct Form {
    pane_form form;
    const char *suffix;
    const char *filter;
};

const Form forms[] = {
    {PANE_HTML, "html", QT_TRANSLATE_NOOP("ReportSaver", "HTML page (*.html)")},
    {PANE_JSON, "json", QT_TRANSLATE_NOOP("ReportSaver", "JSON (*.json)")},
    {PANE_CSV, "csv", QT_TRANSLATE_NOOP("ReportSaver", "CSV, a row for each finding (*.csv)")},
    {PANE_TEXT, "txt", QT_TRANSLATE_NOOP("ReportSaver", "Text (*.txt)")},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("ReportSaver", text);
}

const Form *formOfSuffix(const QString &suffix)
{
    for (const Form &form : forms)
        if (suffix.compare(QLatin1String(form.suffix), Qt::CaseInsensitive) == 0)
            return &form;
    return nullptr;
}

const Form *formOfFilter(const QString &filter)
{
    for (const Form &form : forms)
        if (filter == tr(form.filter))
            return &form;
    return &forms[0];
}

QString proposedName(const pane_seam *seam)
{
    const QFileInfo capture(QString::fromUtf8(seam->file_name()));

    return QStringLiteral("%1-dcomauth.%2")
        .arg(capture.completeBaseName(), QLatin1String(forms[0].suffix));
}

// The suffix follows the form that is chosen.
void prepare(QFileDialog &dialog, const pane_seam *seam)
{
    QStringList filters;

    for (const Form &form : forms)
        filters += tr(form.filter);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setNameFilters(filters);
    dialog.setDefaultSuffix(QLatin1String(forms[0].suffix));
    dialog.selectFile(proposedName(seam));
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, [&dialog](const QString &f) {
        const QString suffix = QLatin1String(formOfFilter(f)->suffix);
        const QStringList chosen = dialog.selectedFiles();

        dialog.setDefaultSuffix(suffix);
        if (!chosen.isEmpty())
            dialog.selectFile(QFileInfo(chosen[0]).completeBaseName() + QLatin1Char('.') + suffix);
    });
}

} // namespace

QString saveReport(const pane_seam *seam, QWidget *parent)
{
    QFileDialog dialog(parent, tr("Save report"));

    prepare(dialog, seam);
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty())
        return {};
    const QString path = dialog.selectedFiles().constFirst();
    const Form *form = formOfSuffix(QFileInfo(path).suffix());
    const char *wrong;

    switch (seam->file()) {
    case PANE_FILE_LIVE:
    case PANE_FILE_WHOLE:
        break;
    default: // the dialog lets everything go on
        return tr("The report was not saved: no capture is open, or it is being read.");
    }
    if (!form)
        form = formOfFilter(dialog.selectedNameFilter());
    wrong = seam->save(QFile::encodeName(path).constData(), form->form);
    if (wrong)
        return tr("The report was not saved: %1").arg(QString::fromUtf8(wrong));
    return tr("Saved: %1").arg(path);
}
