// SPDX-License-Identifier: GPL-2.0-or-later
#include "place.h"

#include <QSettings>

namespace
{

constexpr int sizeMax = 20000; // no screen has more

QString key(const char *name)
{
    return QLatin1String(name);
}

QVariant asVariant(const QList<int> &sizes)
{
    QVariantList list;

    for (int size : sizes)
        list += size;
    return list;
}

// Empty where the file does not hold three sensible sizes.
QList<int> asSizes(const QVariant &value)
{
    QList<int> sizes;

    for (const QVariant &entry : value.toList()) {
        const int size = entry.toInt();

        if (size < 0 || size > sizeMax)
            return {};
        sizes += size;
    }
    return sizes.size() == 3 ? sizes : QList<int>();
}

Qt::DockWidgetArea asArea(int number)
{
    switch (number) {
    case Qt::LeftDockWidgetArea:
    case Qt::RightDockWidgetArea:
    case Qt::TopDockWidgetArea:
        return Qt::DockWidgetArea(number);
    default:
        return Qt::BottomDockWidgetArea;
    }
}

} // namespace

Place readPlace(const char *path)
{
    Place place;

    if (!path)
        return place;
    const QSettings file(QString::fromUtf8(path), QSettings::IniFormat);

    place.area = asArea(file.value(key("area")).toInt());
    place.visible = file.value(key("visible"), place.visible).toBool();
    place.floating = file.value(key("floating"), place.floating).toBool();
    place.geometry = file.value(key("geometry")).toByteArray();
    place.size = file.value(key("size")).toSize();
    place.across = asSizes(file.value(key("across")));
    place.down = asSizes(file.value(key("down")));
    place.columns = file.value(key("columns")).toByteArray();
    return place;
}

void writePlace(const char *path, const Place &place)
{
    if (!path)
        return;
    QSettings file(QString::fromUtf8(path), QSettings::IniFormat);

    file.setValue(key("area"), int(place.area));
    file.setValue(key("visible"), place.visible);
    file.setValue(key("floating"), place.floating);
    file.setValue(key("geometry"), place.geometry);
    file.setValue(key("size"), place.size);
    file.setValue(key("across"), asVariant(place.across));
    file.setValue(key("down"), asVariant(place.down));
    file.setValue(key("columns"), place.columns);
}

void takePlace(Place &place, const QMainWindow &window, const QDockWidget &dock)
{
    place.area = window.dockWidgetArea(const_cast<QDockWidget *>(&dock));
    place.floating = dock.isFloating();
    place.geometry = dock.saveGeometry();
    // While the main window closes, the dock is not visible; hidden it is only by its user.
    place.visible = !dock.isHidden();
    if (place.visible && !place.floating)
        place.size = dock.size();
}

void putInPlace(const Place &place, QMainWindow &window, QDockWidget &dock)
{
    window.addDockWidget(asArea(place.area), &dock);
    if (place.floating) {
        dock.setFloating(true);
        dock.restoreGeometry(place.geometry);
    }
    dock.setVisible(place.visible);
}

void resizeToPlace(const Place &place, QMainWindow &window, QDockWidget &dock)
{
    const bool side = isSideArea(window.dockWidgetArea(&dock));
    const QSize usual(dock.fontMetrics().averageCharWidth() * 60, dock.fontMetrics().height() * 23);
    const QSize size = place.size.isValid() ? place.size : usual;

    if (!dock.isFloating() && !dock.isHidden())
        window.resizeDocks({&dock}, {side ? size.width() : size.height()},
                           side ? Qt::Horizontal : Qt::Vertical);
}

bool isSideArea(Qt::DockWidgetArea area)
{
    return area == Qt::LeftDockWidgetArea || area == Qt::RightDockWidgetArea;
}
